package io.orchestratex.backup.policy;

import io.orchestratex.backup.policy.Retention.Decision;
import io.orchestratex.backup.policy.Retention.Reason;
import io.orchestratex.backup.policy.Retention.Rule;
import io.orchestratex.backup.policy.RetentionPlan.Line;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.backup.vault.Vaults;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks the catalog, the rules of all policies and the vaults what a cleanup would do. */
@Singleton
final class RetentionPlanner {

  private final PolicyStore policies;
  private final PolicyCatalog catalog;
  private final Targets targets;
  private final Vaults vaults;

  RetentionPlanner(PolicyStore policies, PolicyCatalog catalog, Targets targets, Vaults vaults) {
    this.policies = policies;
    this.catalog = catalog;
    this.targets = targets;
    this.vaults = vaults;
  }

  /** What a cleanup would do at a moment. */
  RetentionPlan plan(Policy policy, Instant at) {
    List<CatalogEntry> all = catalog.entries();
    List<Line> decided = decisions(policy, all, at);
    Map<CatalogEntry.Place, Reason> others = new HashMap<>();
    for (Policy other : policies.all()) {
      if (!other.name().equals(policy.name())) {
        decisions(other, all, at).stream()
            .filter(each -> each.decision().isKept())
            .forEach(
                each -> others.putIfAbsent(each.entry().place(), reason(other, each.decision())));
      }
    }
    List<Line> lines = new ArrayList<>();
    for (Line each : decided) {
      Reason kept = each.decision().isKept() ? null : others.get(each.entry().place());
      lines.add(kept == null ? each : new Line(each.entry(), each.decision().keptAlso(kept)));
    }
    return withoutVaultsAway(policy, at, lines);
  }

  /**
   * A vault that cannot be looked at keeps what it has. The others go on, because each is decided
   * by itself; where none is left, the plan says why.
   */
  private RetentionPlan withoutVaultsAway(Policy policy, Instant at, List<Line> lines) {
    Map<String, String> away = new HashMap<>();
    lines.stream()
        .filter(line -> !line.decision().isKept())
        .map(line -> line.entry().vault())
        .distinct()
        .sorted()
        .forEach(vault -> whyUnusable(vault).ifPresent(why -> away.put(vault, why)));
    boolean others =
        lines.stream()
            .anyMatch(line -> !line.decision().isKept() && !away.containsKey(line.entry().vault()));
    if (away.isEmpty() || !others) {
      return new RetentionPlan(policy, at, lines, blocked(lines, away));
    }
    List<Line> kept =
        lines.stream()
            .map(line -> {
              String why = away.get(line.entry().vault());
              return line.decision().isKept() || why == null
                  ? line
                  : new Line(
                      line.entry(), line.decision().keptAlso(new Reason(Rule.VAULT_AWAY, why)));
            })
            .toList();
    return new RetentionPlan(policy, at, kept, null);
  }

  /** What the rules for a vault would keep there of all that the policy covers. */
  List<CatalogEntry> wantedIn(String vault, Policy policy, List<CatalogEntry> all, Instant at) {
    PolicyDefinition definition = policy.definition();
    List<CatalogEntry> covered = covered(policy, all);
    Map<String, CatalogEntry> byId =
        covered.stream()
            .collect(Collectors.toMap(each -> each.candidate().id(), Function.identity()));
    return Retention.decide(
            covered.stream().map(CatalogEntry::candidate).toList(),
            definition.keepIn(vault),
            at,
            definition.zoneId())
        .stream()
        .filter(Decision::isKept)
        .map(each -> Objects.requireNonNull(byId.get(each.backup().id())))
        .toList();
  }

  /** Each vault by itself, so that each keeps what its rules say and its last good backups. */
  private List<Line> decisions(Policy policy, List<CatalogEntry> all, Instant at) {
    PolicyDefinition definition = policy.definition();
    Map<String, Map<String, CatalogEntry>> byVault = new TreeMap<>();
    for (CatalogEntry each : all) {
      if (covers(policy, each)) {
        byVault
            .computeIfAbsent(each.vault(), _ -> new HashMap<>())
            .put(each.candidate().id(), each);
      }
    }
    List<Line> lines = new ArrayList<>();
    byVault.forEach((vault, entries) ->
        Retention.decide(
                entries.values().stream().map(CatalogEntry::candidate).toList(),
                definition.keepIn(vault),
                at,
                definition.zoneId())
            .forEach(decision ->
                lines.add(
                    new Line(
                        Objects.requireNonNull(entries.get(decision.backup().id())), decision))));
    lines.sort(
        Comparator.comparing((Line line) -> line.decision().backup().takenAt())
            .thenComparing(line -> line.decision().backup().id())
            .reversed()
            .thenComparing(line -> !line.entry().home())
            .thenComparing(line -> line.entry().vault()));
    return lines;
  }

  /** The backups that a policy covers, each once. */
  List<CatalogEntry> covered(Policy policy, List<CatalogEntry> all) {
    return coveredAnywhere(policy, all).stream().filter(CatalogEntry::home).toList();
  }

  /** The backups that a policy covers, once for each vault that they are in. */
  List<CatalogEntry> coveredAnywhere(Policy policy, List<CatalogEntry> all) {
    return all.stream().filter(each -> covers(policy, each)).toList();
  }

  private boolean covers(Policy policy, CatalogEntry entry) {
    return policy.covers(entry, targets.all().stream().map(each -> each.target().id()).toList());
  }

  private static Reason reason(Policy other, Decision kept) {
    return new Reason(
        Rule.OTHER_POLICY,
        "The policy %s keeps it. %s".formatted(other.name(), kept.keptBy().getFirst().text()));
  }

  private static @Nullable String blocked(List<Line> lines, Map<String, String> away) {
    return lines.stream()
        .filter(line -> !line.decision().isKept())
        .map(line -> line.entry().vault())
        .sorted()
        .flatMap(vault -> Optional.ofNullable(away.get(vault)).stream())
        .findFirst()
        .map(reason -> reason + " Nothing is removed until it can be used again.")
        .orElse(null);
  }

  private Optional<String> whyUnusable(String vault) {
    return vaults.names().contains(vault)
        ? vaults
            .whyUnusable(vault)
            .map(reason -> "The vault %s cannot be used: %s".formatted(vault, reason))
        : Optional.of("The vault " + vault + " is not set up here.");
  }
}
