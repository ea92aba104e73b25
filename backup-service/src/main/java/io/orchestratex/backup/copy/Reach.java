package io.orchestratex.backup.copy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where all of a backup is, its copies counted.
 *
 * @param vaults names of the vaults that have it, the one to read it from first
 * @param away why some of them cannot be used now, by vault
 */
public record Reach(List<String> vaults, Map<String, String> away) {

  public Reach {
    vaults = List.copyOf(vaults);
    away = Map.copyOf(away);
  }

  /** The vaults that can be used, the one to read it from first. */
  public List<String> usable() {
    return vaults.stream().filter(vault -> !away.containsKey(vault)).toList();
  }

  /** Why it cannot be read from anywhere, for a person; empty when it can. */
  public Optional<String> whyNot(String backup) {
    if (!usable().isEmpty()) {
      return Optional.empty();
    }
    if (vaults.isEmpty()) {
      return Optional.of("No vault has all of backup %s.".formatted(backup));
    }
    if (vaults.size() == 1) {
      return Optional.of(
          "The vault %s of backup %s cannot be used: %s"
              .formatted(vaults.getFirst(), backup, away.get(vaults.getFirst())));
    }
    return Optional.of(
        "None of the vaults that have backup %s can be used. %s"
            .formatted(
                backup,
                vaults.stream()
                    .map(vault -> vault + ": " + away.get(vault))
                    .collect(Collectors.joining(" "))));
  }

  /** What stands behind "it can be restored", where it is not in its own vault alone. */
  public String places() {
    String where =
        vaults.size() == 1 ? "" : " It is in %s.".formatted(String.join(" and in ", vaults));
    return away.isEmpty()
        ? where
        : where
            + away.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> " %s cannot be used now: %s".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining());
  }
}
