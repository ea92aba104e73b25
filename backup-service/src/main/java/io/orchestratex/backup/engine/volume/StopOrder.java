package io.orchestratex.backup.engine.volume;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** In which order containers stop, by what their compose file says of their dependencies. */
final class StopOrder {

  private static final String PROJECT = "com.docker.compose.project";
  private static final String SERVICE = "com.docker.compose.service";
  private static final String DEPENDS_ON = "com.docker.compose.depends_on";

  private StopOrder() {}

  /** Whoever needs another one comes before it; the reverse is the order to start in. */
  static List<VolumeUser> of(List<VolumeUser> users) {
    Set<VolumeUser> started = new LinkedHashSet<>();
    users.forEach(each -> visit(each, users, started, new LinkedHashSet<>()));
    return new ArrayList<>(started).reversed();
  }

  private static void visit(
      VolumeUser user, List<VolumeUser> all, Set<VolumeUser> started, Set<VolumeUser> onTheWay) {
    if (started.contains(user) || !onTheWay.add(user)) {
      return;
    }
    all.stream()
        .filter(other -> needs(user, other))
        .forEach(other -> visit(other, all, started, onTheWay));
    started.add(user);
  }

  private static boolean needs(VolumeUser user, VolumeUser other) {
    String service = other.labels().get(SERVICE);
    return service != null
        && Objects.equals(user.labels().get(PROJECT), other.labels().get(PROJECT))
        && Arrays.stream(user.labels().getOrDefault(DEPENDS_ON, "").split(",", -1))
            .map(each -> each.replaceFirst(":.*", ""))
            .anyMatch(service::equals);
  }
}
