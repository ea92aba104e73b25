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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    List<Decision> decisions = decisions(policy, all, at);
    Map<String, Reason> others = new HashMap<>();
    for (Policy other : policies.all()) {
      if (!other.name().equals(policy.name())) {
        decisions(other, all, at).stream()
            .filter(Decision::isKept)
            .forEach(each -> others.putIfAbsent(each.backup().id(), reason(other, each)));
      }
    }
    Map<String, CatalogEntry> byId =
        all.stream().collect(Collectors.toMap(each -> each.candidate().id(), Function.identity()));
    List<Line> lines = new ArrayList<>();
    for (Decision each : decisions) {
      Reason kept = each.isKept() ? null : others.get(each.backup().id());
      lines.add(
          new Line(
              Objects.requireNonNull(byId.get(each.backup().id())),
              kept == null ? each : each.keptAlso(kept)));
    }
    return new RetentionPlan(policy, at, lines, blocked(lines));
  }

  private List<Decision> decisions(Policy policy, List<CatalogEntry> all, Instant at) {
    List<String> ids = targets.all().stream().map(each -> each.target().id()).toList();
    PolicyDefinition definition = policy.definition();
    return Retention.decide(
        all.stream().filter(each -> policy.covers(each, ids)).map(CatalogEntry::candidate).toList(),
        definition.keep(),
        at,
        definition.zoneId());
  }

  private static Reason reason(Policy other, Decision kept) {
    return new Reason(
        Rule.OTHER_POLICY,
        "The policy %s keeps it. %s".formatted(other.name(), kept.keptBy().getFirst().text()));
  }

  /** A vault that cannot be looked at may hold what a decision should have known. */
  private @Nullable String blocked(List<Line> lines) {
    return lines.stream()
        .filter(line -> !line.decision().isKept())
        .map(line -> line.entry().vault())
        .distinct()
        .sorted()
        .flatMap(vault -> whyUnusable(vault).stream())
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
