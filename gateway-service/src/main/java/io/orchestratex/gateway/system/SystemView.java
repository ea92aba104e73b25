package io.orchestratex.gateway.system;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the system is made of.
 *
 * @param at when it was asked
 * @param services each process of each service, the gateway first
 * @param engines that the services which answered use
 */
record SystemView(Instant at, List<ServicePart> services, List<EnginePart> engines) {

  SystemView {
    services = List.copyOf(services);
    engines = List.copyOf(engines);
  }

  /**
   * A process of a service.
   *
   * @param service its name
   * @param address where the gateway reaches it
   * @param state {@code up} or {@code away}
   * @param detail why it gave no answer; left out when it did
   * @param version of the product; left out when it is away, as what follows
   * @param commit of the sources; left out when the build was not told
   * @param java version of the JVM
   * @param startedAt when the process was started
   */
  record ServicePart(
      String service,
      String address,
      String state,
      @Nullable String detail,
      @Nullable String version,
      @Nullable String commit,
      @Nullable String java,
      @Nullable Instant startedAt) {}

  /**
   * An engine.
   *
   * @param engine {@code kafka}, {@code mongodb}, {@code postgresql} or {@code redis}
   * @param address host and port as the services know it, several separated by commas
   * @param version left out when no service could read it; Kafka does not tell its own
   * @param state {@code up} when it answers each service that uses it, else {@code away}
   * @param usedBy the services that use it
   * @param awayFor those of them which it does not answer
   */
  record EnginePart(
      String engine,
      String address,
      @Nullable String version,
      String state,
      List<String> usedBy,
      List<String> awayFor) {
    EnginePart {
      usedBy = List.copyOf(usedBy);
      awayFor = List.copyOf(awayFor);
    }
  }
}
