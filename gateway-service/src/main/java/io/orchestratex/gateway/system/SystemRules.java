package io.orchestratex.gateway.system;

import io.orchestratex.gateway.system.SystemView.EnginePart;
import io.orchestratex.kit.system.EngineState;
import io.orchestratex.kit.system.OwnSystem.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Puts together what several services say of the same engine. */
final class SystemRules {

  private SystemRules() {}

  /** By kind and address. */
  static List<EnginePart> engines(List<Part> parts) {
    Map<String, List<Seen>> seen = new TreeMap<>();
    for (Part part : parts) {
      for (EngineState engine : part.engines()) {
        seen.computeIfAbsent(engine.engine() + " " + engine.address(), _ -> new ArrayList<>())
            .add(new Seen(part.service(), engine));
      }
    }
    return seen.values().stream().map(SystemRules::one).toList();
  }

  private record Seen(String service, EngineState engine) {}

  private static EnginePart one(List<Seen> seen) {
    EngineState first = seen.getFirst().engine();
    List<String> awayFor =
        seen.stream()
            .filter(each -> !each.engine().state().equals("up"))
            .map(Seen::service)
            .distinct()
            .toList();
    return new EnginePart(
        first.engine(),
        first.address(),
        seen.stream()
            .map(each -> each.engine().version())
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null),
        awayFor.isEmpty() ? "up" : "away",
        seen.stream().map(Seen::service).distinct().toList(),
        awayFor);
  }
}
