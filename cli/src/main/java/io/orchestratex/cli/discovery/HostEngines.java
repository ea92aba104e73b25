package io.orchestratex.cli.discovery;

import io.orchestratex.cli.discovery.ListeningSockets.Listening;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Engines that run as processes of this machine: the owner of each listening socket, as far as the
 * account may see it. Where it may not, a port that an engine usually has, or a socket of an
 * account that runs an engine, is asked in that engine's words.
 */
final class HostEngines {

  private final Path proc;
  private final BiPredicate<EngineKind, Endpoint> answers;
  private final List<FoundEngine> engines = new ArrayList<>();
  private final List<String> unseen = new ArrayList<>();

  HostEngines() {
    this(Path.of("/proc"), WireQuestion::answers);
  }

  HostEngines(Path proc, BiPredicate<EngineKind, Endpoint> answers) {
    this.proc = proc;
    this.answers = answers;
  }

  Found look() {
    if (!ListeningSockets.canBeRead(proc)) {
      askUsualPorts();
      unseen.add(
          "This system does not say which program listens where, so only the usual ports of the"
              + " engines were asked. Add what is elsewhere: ox target add URI");
      return new Found(engines, unseen);
    }
    List<HostProcess> processes = HostProcess.all(proc);
    Map<Integer, List<Listening>> ports =
        ListeningSockets.read(proc).stream()
            .collect(Collectors.groupingBy(Listening::port, TreeMap::new, Collectors.toList()));
    Set<HostProcess> placed = new LinkedHashSet<>();
    List<Integer> unknown = new ArrayList<>();
    for (List<Listening> sockets : ports.values()) {
      place(sockets, processes, placed, unknown);
    }
    withoutPort(processes, placed);
    if (!unknown.isEmpty()) {
      unseen.add(
          "This account may not see which programs listen on port %s, and none of them is an engine"
                  .formatted(
                      unknown.stream().map(String::valueOf).collect(Collectors.joining(", ")))
              + " at its usual port. To see them, run it as root: sudo ox adopt --dry-run");
    }
    return new Found(engines, unseen);
  }

  private void askUsualPorts() {
    for (EngineKind kind : EngineKind.values()) {
      Endpoint endpoint = new Endpoint("127.0.0.1", kind.port());
      if (answers.test(kind, endpoint)) {
        engines.add(FoundEngine.at(kind, endpoint, "an answer at its usual port"));
      }
    }
  }

  /** Says of the sockets of one port which engine they are of. */
  private void place(
      List<Listening> sockets,
      List<HostProcess> processes,
      Set<HostProcess> placed,
      List<Integer> unknown) {
    Listening first =
        sockets.stream().min(Comparator.comparing(each -> !isHere(each))).orElseThrow();
    Optional<HostProcess> owner =
        processes.stream()
            .filter(each -> sockets.stream().anyMatch(socket -> each.holds(socket.inode())))
            .min(Comparator.comparing(each -> each.kind() == null));
    Endpoint endpoint = first.endpoint();
    if (owner.isPresent()) {
      EngineKind kind = owner.get().kind();
      if (kind != null && (kind != EngineKind.NEO4J || answers.test(kind, endpoint))) {
        engines.add(FoundEngine.at(kind, endpoint, owner.get().toString()));
      }
      owner.ifPresent(placed::add);
      return;
    }
    for (Suspicion each : suspicions(first, processes)) {
      if (answers.test(each.kind(), endpoint)) {
        HostProcess process = each.process();
        engines.add(
            FoundEngine.at(
                each.kind(),
                endpoint,
                process == null ? "an answer at its usual port" : process.toString()));
        if (process != null) {
          placed.add(process);
        }
        return;
      }
    }
    unknown.add(first.port());
  }

  private static boolean isHere(Listening socket) {
    return socket.address().isAnyLocalAddress() || socket.address().isLoopbackAddress();
  }

  private record Suspicion(EngineKind kind, @Nullable HostProcess process) {}

  /** What a socket may belong to that no visible process has open. */
  private static List<Suspicion> suspicions(Listening socket, List<HostProcess> processes) {
    List<Suspicion> suspicions = new ArrayList<>();
    for (EngineKind kind : EngineKind.values()) {
      processes.stream()
          .filter(each -> each.kind() == kind && each.isHidden())
          .filter(each -> each.user().equals(socket.user()))
          .findFirst()
          .ifPresent(each -> suspicions.add(new Suspicion(kind, each)));
    }
    if (suspicions.isEmpty()) {
      EngineKind.ofPort(socket.port()).ifPresent(kind -> suspicions.add(new Suspicion(kind, null)));
    }
    return suspicions;
  }

  /** Engines that run here and take no connections that this machine could make. */
  private void withoutPort(List<HostProcess> processes, Set<HostProcess> placed) {
    String network =
        processes.stream()
            .filter(each -> each.pid() == ProcessHandle.current().pid())
            .map(HostProcess::network)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("");
    Set<Long> engineIds =
        processes.stream()
            .filter(each -> each.kind() != null)
            .map(HostProcess::pid)
            .collect(Collectors.toSet());
    for (HostProcess each : processes) {
      EngineKind kind = each.kind();
      // What an engine started is part of it.
      if (kind == null
          || placed.contains(each)
          || engineIds.contains(each.parent())
          || each.isHidden()) {
        continue;
      }
      if (network.equals(each.network())) {
        engines.add(
            FoundEngine.unreachable(
                kind,
                each.toString(),
                "listens on no TCP port; let it listen, then run this again"));
      } else {
        unseen.add(
            "%s, %s, runs in a network of its own, as containers do. If no container below is it, Docker does not show it here: publish its port and add it: ox target add URI"
                .formatted(each, kind.text()));
      }
    }
  }
}
