package io.orchestratex.cli.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the engines of this machine: its own processes and, where Docker answers, its containers. A
 * port that a container publishes is that container's, whatever listens for it here.
 */
public final class Discovery {

  private final HostEngines host;
  private final DockerContainers docker;

  /** Of this machine. */
  public Discovery() {
    this(new HostEngines(), new DockerContainers());
  }

  Discovery(HostEngines host, DockerContainers docker) {
    this.host = host;
    this.docker = docker;
  }

  /** Looks once; nothing is remembered. */
  public Found look() {
    return joined(host.look(), docker.look());
  }

  static Found joined(Found processes, Found containers) {
    List<FoundEngine> engines = new ArrayList<>(containers.engines());
    Set<Integer> published = new HashSet<>();
    for (FoundEngine each : containers.engines()) {
      if (each.endpoint() != null) {
        published.add(each.endpoint().port());
      }
    }
    processes.engines().stream()
        .filter(each -> each.endpoint() == null || !published.contains(each.endpoint().port()))
        .forEach(engines::add);
    engines.sort(
        Comparator.comparing(FoundEngine::kind)
            .thenComparing(each -> each.endpoint() == null ? 0 : each.endpoint().port())
            .thenComparing(FoundEngine::seenAs));
    List<String> unseen = new ArrayList<>(processes.unseen());
    unseen.addAll(containers.unseen());
    return new Found(engines, unseen);
  }
}
