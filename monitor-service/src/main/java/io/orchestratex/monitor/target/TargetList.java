package io.orchestratex.monitor.target;

import io.orchestratex.kit.settings.Secret;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The targets that the settings name; an entry that cannot be read stops the start. */
@Singleton
public final class TargetList {

  private static final String SERVICES_KEY = "orchestratex.monitor.target.services";

  private final List<Target> targets;

  TargetList(TargetSettings settings) {
    List<Target> all = new ArrayList<>();
    add(all, Target.MONGODB, settings.mongodbUri());
    add(all, Target.POSTGRESQL, settings.postgresUri());
    add(all, Target.REDIS, settings.redisUri());
    if (settings.host()) {
      all.add(new Target(Target.HOST, Target.HOST, new Secret("")));
    }
    all.addAll(services(settings.services()));
    Set<String> ids = new HashSet<>();
    for (Target target : all) {
      if (!ids.add(target.id())) {
        throw new IllegalArgumentException(SERVICES_KEY + " names " + target.id() + " twice");
      }
    }
    targets = List.copyOf(all);
  }

  private static void add(List<Target> all, String kind, @Nullable Secret address) {
    if (address != null) {
      all.add(new Target(kind, kind, address));
    }
  }

  static List<Target> services(String setting) {
    List<Target> services = new ArrayList<>();
    for (String entry : setting.split(",", -1)) {
      if (entry.isBlank()) {
        continue;
      }
      int equals = entry.indexOf('=');
      String address = entry.substring(equals + 1).strip();
      if (equals < 1 || !isWebAddress(address)) {
        throw new IllegalArgumentException(
            SERVICES_KEY
                + " has the entry '"
                // What follows may hold a password.
                + (equals < 1 ? "(without a name)" : entry.substring(0, equals).strip())
                + "'; it takes name=http://host:port, without a user");
      }
      services.add(
          new Target(entry.substring(0, equals).strip(), Target.SERVICE, new Secret(address)));
    }
    return services;
  }

  private static boolean isWebAddress(String address) {
    try {
      URI uri = URI.create(address);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  public List<Target> all() {
    return targets;
  }

  public Optional<Target> find(String id) {
    return targets.stream().filter(target -> target.id().equals(id)).findFirst();
  }
}
