package io.orchestratex.monitor.target;

import io.orchestratex.kit.settings.Secret;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The targets that the settings name, in the order of their ids; a bad entry stops the start. */
@Singleton
public final class TargetList {

  private static final String ENGINE = "engine";
  private static final String URI = "uri";

  private final List<Target> targets;

  TargetList(TargetSettings settings) {
    SortedMap<String, String> values = new TreeMap<>();
    flatten("", settings.targets(), values);
    Set<String> ids = new TreeSet<>();
    for (String path : values.keySet()) {
      if (isTargetKey(path)) {
        ids.add(path.substring(0, path.indexOf('.')));
      }
    }
    refuseUnknown(values.keySet());
    List<Target> all = new ArrayList<>();
    for (String id : ids) {
      Target target = target(id, values.get(id + "." + ENGINE), values.get(id + "." + URI));
      if (target != null) {
        all.add(target);
      }
    }
    targets = List.copyOf(all);
  }

  private static void flatten(String path, Map<?, ?> from, Map<String, String> into) {
    from.forEach((name, value) -> {
      String key = path.isEmpty() ? name.toString() : path + "." + name;
      if (value instanceof Map<?, ?> inner) {
        flatten(key, inner, into);
      } else {
        into.put(key, String.valueOf(value).strip());
      }
    });
  }

  private static boolean isTargetKey(String path) {
    int dot = path.indexOf('.');
    String property = path.substring(dot + 1);
    return dot > 0 && (property.equals(ENGINE) || property.equals(URI));
  }

  /**
   * An environment variable arrives under each key that it may stand for, as {@code a-b.uri},
   * {@code a.b.uri} and {@code a-b-uri}; the other spellings of a good key are no mistakes.
   */
  private static void refuseUnknown(Set<String> paths) {
    Set<String> good =
        paths.stream()
            .filter(TargetList::isTargetKey)
            .map(TargetList::letters)
            .collect(Collectors.toSet());
    for (String path : paths) {
      if (!good.contains(letters(path))) {
        throw new IllegalArgumentException(
            "Unknown setting %s.%s; a target has %s.<id>.engine and %s.<id>.uri, and its id no dots"
                .formatted(TargetSettings.KEY, path, TargetSettings.KEY, TargetSettings.KEY));
      }
    }
  }

  private static String letters(String path) {
    return path.replaceAll("[-._]", "");
  }

  private static @Nullable Target target(
      String id, @Nullable String engine, @Nullable String address) {
    if (engine == null || engine.isEmpty()) {
      throw new IllegalArgumentException(
          TargetSettings.KEY
              + "."
              + id
              + ".engine is missing; it names the probe that measures it");
    }
    return address == null || address.isEmpty()
        ? null
        : new Target(id, engine, new Secret(address));
  }

  public List<Target> all() {
    return targets;
  }
}
