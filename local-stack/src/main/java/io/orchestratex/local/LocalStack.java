package io.orchestratex.local;

import io.orchestratex.local.part.Finding;
import io.orchestratex.local.part.Part;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.PartStatus;
import io.orchestratex.local.part.PortTakenException;
import io.orchestratex.local.part.Progress;
import io.orchestratex.local.part.Sample;
import io.orchestratex.local.part.StackClosedException;
import io.orchestratex.local.part.StackContext.Caching;
import io.orchestratex.local.part.Trained;
import io.orchestratex.local.part.kafka.KafkaConfiguration;
import io.orchestratex.local.part.kafka.KafkaPart;
import io.orchestratex.local.part.service.GatewayService;
import io.orchestratex.local.part.service.ServicePart;
import io.orchestratex.local.part.service.Services;
import io.orchestratex.local.stack.StackFolder;
import io.orchestratex.local.stack.StackLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The engines and the five services on this machine, each in its own process, with authentication
 * on.
 *
 * <p>Every method that changes something takes the stack's lock, so that two terminals cannot start
 * the same part twice. Failures arrive as {@link PartFailedException}, after they were reported.
 */
public final class LocalStack {

  private static final String STACK = "stack";
  private static final String LOCK = "lock";
  private static final int ATTEMPTS = 3;

  private final StackFolder folder;
  private final StackParts parts;

  private LocalStack(StackFolder folder) {
    this(new StackParts(folder));
  }

  private LocalStack(StackParts parts) {
    this.folder = parts.folder();
    this.parts = parts;
  }

  /** The stack of a checkout; its data lives in {@code <root>/.orchestratex}. */
  public static LocalStack at(Path root) {
    return new LocalStack(StackFolder.of(root));
  }

  /** The stack that the tests of this program use; see {@link StackFolder#forTests}. */
  public static LocalStack forTests(Path root) {
    return new LocalStack(StackFolder.forTests(root));
  }

  /** Every stack that tests of a checkout ever used. */
  static List<LocalStack> ofAllTests(Path root) {
    return StackFolder.ofAllTests(root).stream().map(LocalStack::new).toList();
  }

  /** A stack whose Java programs record for their class caches; its folder is thrown away after. */
  public static LocalStack forTraining(Path root) {
    StackFolder folder = new StackFolder(root, root.resolve("target").resolve("training"), true);
    return new LocalStack(
        new StackParts(folder, Caching.TRAINING, StackParts.ENGINES, Services.ALL));
  }

  /** A stack for tests in a folder of its own. */
  static LocalStack in(Path root, Path path) {
    return new LocalStack(new StackFolder(root, path, true));
  }

  /** A stack for tests of parts of their own. */
  static LocalStack of(StackParts parts) {
    return new LocalStack(parts);
  }

  StackParts parts() {
    return parts;
  }

  /** Starts what does not run, restarts what crashed, leaves the rest alone. */
  public List<PartStatus> up(Progress progress) {
    try (StackLock _ = lock(progress)) {
      parts.secrets().adminPassword();
      starting(
          progress, parts.all(), () -> new PartRunner(progress).up(parts.all(), parts::awaitedBy));
    }
    return status();
  }

  /** What a stack can be asked for besides the engines: what each is, by its name. */
  public static Map<String, String> samples() {
    Map<String, String> all = new LinkedHashMap<>();
    StackParts.SAMPLES.forEach(kind -> all.put(kind.name(), kind.text()));
    return all;
  }

  /**
   * Has this stack have a sample, too, from the next start on, and back it up.
   *
   * @param name one of {@link #samples()}
   */
  public void add(String name, Progress progress) {
    try (StackLock _ = lock(progress)) {
      parts.sample(name).add(progress);
    }
  }

  /** Starts the engines only. */
  public List<PartStatus> upEngines(Progress progress) {
    try (StackLock _ = lock(progress)) {
      starting(progress, parts.engines(), () -> new PartRunner(progress).up(parts.engines()));
    }
    return status();
  }

  /** Starts or restarts one part; what it needs is expected to run. */
  public PartStatus up(String part, Progress progress) {
    Part chosen = parts.named(part);
    try (StackLock _ = lock(progress)) {
      starting(progress, parts.all(), () -> chosen.up(progress));
    }
    return chosen.status();
  }

  /**
   * Chooses ports and starts; again with other ports where another program was quicker to take one.
   */
  private void starting(Progress progress, List<? extends Part> choosing, Runnable start) {
    try {
      for (int attempt = 1; ; attempt++) {
        choosing.forEach(LocalStack::choosePorts);
        try {
          start.run();
          return;
        } catch (PartFailedException e) {
          Optional<PortTakenException> taken = taken(e);
          if (taken.isEmpty() || attempt == ATTEMPTS) {
            throw e;
          }
          progress.report(
              taken.get().part(), Progress.Step.WARNING, "is started again on another port");
        }
      }
    } finally {
      parts.ports().release();
    }
  }

  private static void choosePorts(Part part) {
    try {
      part.choosePorts();
    } catch (IllegalStateException e) {
      throw new PartFailedException(part.name(), String.valueOf(e.getMessage()), e);
    }
  }

  private static Optional<PortTakenException> taken(PartFailedException failure) {
    return Stream.concat(Stream.of(failure), Stream.of(failure.getSuppressed()))
        .filter(PortTakenException.class::isInstance)
        .map(PortTakenException.class::cast)
        .findFirst();
  }

  /** Stops everything, services first. The data stays. */
  public void down(Progress progress) {
    if (exists()) {
      try (StackLock _ = lock(progress)) {
        stopAll(progress);
      }
    }
  }

  /** Whether it was ever started and not reset since. */
  public boolean exists() {
    return folder.exists() && parts.ports().isAnyKept();
  }

  /** Stops one part. */
  public void down(String part, Progress progress) {
    Part chosen = parts.named(part);
    try (StackLock _ = lock(progress)) {
      chosen.down(progress);
    }
  }

  private void stopAll(Progress progress) {
    PartRunner runner = new PartRunner(progress);
    List<? extends Part> services = parts.services();
    runner.down(services);
    runner.down(parts.all().stream().filter(part -> !services.contains(part)).toList());
  }

  private StackLock lock(Progress progress) {
    mustBeOpen();
    return StackLock.of(
        folder,
        () -> progress.report(STACK, Progress.Step.WORKING, "waiting for another ox to finish"));
  }

  /** The parts that are programs of our own modules. */
  public List<Trained> trained() {
    return parts.all().stream().filter(Trained.class::isInstance).map(Trained.class::cast).toList();
  }

  /** Each part in the order of starting, without changing anything. */
  public List<PartStatus> status() {
    mustBeOpen();
    return parts.all().parallelStream().map(Part::status).toList();
  }

  /** The names of all parts, in the order of starting. */
  public List<String> partNames() {
    return parts.all().stream().map(Part::name).toList();
  }

  /**
   * Hands over a part's log (of every part when empty), line by line.
   *
   * @param part name of a part; without one, lines are prefixed with {@code <part> | }
   * @param tail how many of the last lines to begin with
   * @param follow asked again and again: go on with what is written from now on
   * @throws NoSuchPartException when there is no such part
   */
  public void logs(Optional<String> part, int tail, BooleanSupplier follow, Consumer<String> line) {
    mustBeOpen();
    List<String> names = part.map(name -> List.of(parts.named(name).name())).orElse(partNames());
    new LogReader(folder, names, part.isEmpty()).read(tail, follow, line);
  }

  /** Stops everything and deletes all data. The caller has asked the person. */
  public void reset(Progress progress) {
    mustBeOpen();
    if (!folder.exists()) {
      progress.report(STACK, Progress.Step.UNCHANGED, "there is no data");
      return;
    }
    try (StackLock _ = lock(progress)) {
      stopAll(progress);
      try (Stream<Path> children = Files.list(folder.path())) {
        children.filter(child -> !child.endsWith(LOCK)).forEach(StackFolder::delete);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot empty " + folder.path(), e);
      }
      progress.report(STACK, Progress.Step.DONE, "all data deleted");
    }
  }

  /** Looks at what the stack needs from this machine and at what runs. Changes nothing. */
  public List<Finding> doctor() {
    mustBeOpen();
    return new Doctor(folder, parts).findings();
  }

  /**
   * What the engines' own tools ({@code psql}, {@code mongosh}, …) need, as environment variables
   * in a stable order. Holds passwords. Empty before the first start.
   */
  public Map<String, String> environment() {
    mustBeOpen();
    Map<String, String> all = new LinkedHashMap<>();
    if (folder.exists()) {
      parts.engines().forEach(part -> all.putAll(part.toolEnvironment()));
      added().forEach(sample -> all.putAll(sample.toolEnvironment()));
      parts.services().stream()
          .filter(service -> service.name().equals(GatewayService.NAME))
          .forEach(gateway -> all.put("ORCHESTRATEX_GATEWAY", gateway.uri().toString()));
    }
    return all;
  }

  /** One ready command line per tool, using the variables of {@link #environment()}. */
  public Map<String, String> commands() {
    Map<String, String> all = new LinkedHashMap<>();
    parts.engines().forEach(engine -> all.putAll(engine.toolCommands()));
    added().forEach(sample -> all.putAll(sample.toolCommands()));
    return all;
  }

  private List<Sample> added() {
    return parts.samples().stream().filter(Sample::isAdded).toList();
  }

  /**
   * Another user's stack cannot be looked at, and must not be called stopped.
   *
   * @throws StackClosedException when its folder is closed to this user
   */
  public void mustBeOpen() {
    if (folder.exists() && !folder.isOpen()) {
      throw new StackClosedException(
          "%s belongs to %s and is closed to this user; ask as %2$s, or use a clone of your own"
              .formatted(folder.path(), folder.owner()));
    }
  }

  /**
   * The program, in words, that answers at the gateway's address without being the gateway that
   * this stack started; empty when that one does, or when nothing answers.
   */
  public Optional<String> strangerAtGateway() {
    mustBeOpen();
    return gateway().stranger();
  }

  /** The same for Kafka. */
  public Optional<String> strangerAtBroker() {
    return parts.kafka().stranger();
  }

  private ServicePart gateway() {
    return parts.services().stream()
        .filter(each -> each.name().equals(GatewayService.NAME))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("this stack has no gateway"));
  }

  /** Where the gateway listens, or will when the standard port is free. */
  public URI gatewayAddress() {
    mustBeOpen();
    return serviceAddress(GatewayService.NAME);
  }

  /** The base URL of a service, such as {@code session-service}. */
  public URI serviceAddress(String service) {
    return parts.services().stream()
        .filter(each -> each.name().equals(service))
        .findFirst()
        .map(ServicePart::uri)
        .orElseThrow(() -> new IllegalArgumentException("no service " + service));
  }

  /** The file with the bootstrap admin's password; the user is {@code admin}. */
  public Path adminPasswordFile() {
    return folder.adminPasswordFile();
  }

  /** The bootstrap admin's password; made at the first call. */
  public String adminPassword() {
    return parts.secrets().adminPassword();
  }

  /** The folder that holds everything the stack keeps. */
  public Path folder() {
    return folder.path();
  }

  /** The log file of a part. */
  public Path log(String part) {
    return folder.log(parts.named(part).name());
  }

  /** Facts for a subscriber of the open topics; the stack must have been started once. */
  public SubscriberAccess subscriber() {
    return new SubscriberAccess(
        parts.kafka().subscribersBootstrap(),
        KafkaConfiguration.SUBSCRIBER,
        parts.secrets().password(KafkaPart.NAME, KafkaConfiguration.SUBSCRIBER),
        KafkaConfiguration.SUBSCRIBER_GROUPS);
  }

  /**
   * Where and as whom other teams read the open topics (SASL_PLAINTEXT, PLAIN).
   *
   * @param groupPrefix what the names of their consumer groups begin with
   */
  public record SubscriberAccess(
      String bootstrapServers, String user, String password, String groupPrefix) {}
}
