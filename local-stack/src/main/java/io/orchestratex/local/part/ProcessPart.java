package io.orchestratex.local.part;

import io.orchestratex.local.part.Progress.Step;
import io.orchestratex.local.process.ClassCache;
import io.orchestratex.local.process.Fingerprint;
import io.orchestratex.local.process.JavaProgram;
import io.orchestratex.local.process.Listeners;
import io.orchestratex.local.process.PartProcess;
import io.orchestratex.local.process.ProcessTable;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What all parts have in common: they are left alone while they run and answer, replaced when they
 * should run differently, and started again after a crash whose last lines are shown.
 */
public abstract class ProcessPart implements Part {

  private static final int SHOWN_LINES = 12;
  private static final int SHOWN_LETTERS = 120;
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final long AFTER_CRASH_MS = 1000;
  private static final Duration LONGEST_START = Duration.ofMinutes(10);

  /** What was stopped or killed a moment ago may still hold its port. */
  private static final Duration PORT_LIMIT = Duration.ofSeconds(3);

  private static final long NO_PROCESS = -1;

  private final String name;
  private final StackFolder folder;
  private final StackContext.Caching caching;
  private final PartProcess process;

  protected ProcessPart(String name, StackContext stack) {
    this.name = name;
    this.folder = stack.folder();
    this.caching = stack.caching();
    this.process = new PartProcess(folder.pidFile(name), folder.log(name));
  }

  /**
   * Everything needed before the process can start: program, data, configuration.
   *
   * @return what to run; its fingerprint is ignored and computed from the rest
   */
  protected abstract Launch prepare(Progress progress);

  /**
   * Whether the process answers. Must return within about a second. Asked only when the process
   * holds its ports: what is said here, such as a password, goes to no other program.
   */
  protected abstract boolean answers();

  /**
   * Makes accounts, databases, topics, or finds them made: it is called again when it did not come
   * to its end, and when {@link #provided()} changed.
   */
  protected abstract void provision(Progress progress);

  /**
   * What {@link #provision} makes, passwords included, as a text. While it stays the same, a start
   * on kept data does not make it again; an empty one is made at each start.
   */
  protected String provided() {
    return "";
  }

  /** Called by a part that prepares new data, in which nothing is made yet. */
  protected final void forgetProvided() {
    StackFolder.delete(folder.provisionedMark(name));
  }

  /** Whether its data holds what {@link #provision} would make. */
  protected final boolean isProvided() {
    Path mark = folder.provisionedMark(name);
    try {
      return Files.exists(mark)
          && !provided().isEmpty()
          && Files.readString(mark).equals(Fingerprint.of(provided()));
    } catch (IOException e) {
      return false;
    }
  }

  /** What a person has to know of it; called whenever it was started or found running. */
  protected void warn(Progress progress) {}

  /** What the running process was started from; a change of it replaces the process. */
  protected abstract String intent();

  /** How long it may take to answer while it makes no progress. */
  protected abstract Duration startLimit();

  /** How long a start may take in all. */
  protected Duration longestStart() {
    String seconds = System.getenv().getOrDefault("OX_START_LIMIT", "");
    return seconds.matches("\\d{1,6}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : LONGEST_START;
  }

  /** The ports of the loopback on which its process listens once it answers. */
  protected List<Integer> listensOn() {
    return List.of();
  }

  protected String stopSignal() {
    return "TERM";
  }

  /** A JVM that recorded what it loaded writes that down before it ends. */
  protected Duration stopLimit() {
    return Duration.ofSeconds(caching == StackContext.Caching.TRAINING ? 90 : 15);
  }

  /** What a part's process runs. */
  public record Launch(List<String> command, Map<String, String> environment) {}

  protected final StackFolder folder() {
    return folder;
  }

  /** The command of a part that is a program of one of our modules. */
  protected final List<String> command(JavaProgram program, ClassCache cache) {
    return switch (caching) {
      case OFF -> program.command();
      case ON -> program.command(cache);
      case TRAINING -> program.trainingCommand(cache);
    };
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final PartProcess process() {
    return process;
  }

  @Override
  public final void up(Progress progress) {
    if (process.isRunning()) {
      if (process.fingerprint().filter(Fingerprint.of(intent())::equals).isEmpty()) {
        progress.report(name, Step.WORKING, "restarting with new settings");
        process.stop(stopSignal(), stopLimit());
      } else if (answersInTime(progress)) {
        if (!isProvided()) {
          provisionToTheEnd(progress);
        }
        warn(progress);
        progress.report(name, Step.UNCHANGED, "runs at " + address());
        return;
      } else {
        progress.report(name, Step.WARNING, "runs and does not answer; restarting it");
        process.stop(stopSignal(), stopLimit());
      }
    } else if (process.hasCrashed()) {
      progress.report(name, Step.WARNING, "had crashed; its log ends with\n" + indented());
      startAfterCrash(progress);
      return;
    }
    start(progress);
  }

  /** What a crash left behind may still be going away: children, sockets, shared memory. */
  private void startAfterCrash(Progress progress) {
    try {
      start(progress);
    } catch (PartFailedException e) {
      PartProcess.pause(AFTER_CRASH_MS);
      start(progress);
    }
  }

  private List<String> lastLines() {
    return process.lastLines(SHOWN_LINES).stream().map(this::readable).toList();
  }

  /** A line of the part's log as people read it. */
  protected String readable(String line) {
    return line;
  }

  private String indented() {
    return String.join("\n", lastLines().stream().map(line -> "    " + line).toList());
  }

  private void start(Progress progress) {
    long begin = System.nanoTime();
    Launch launch = prepare(progress);
    portsMustBeFree();
    progress.report(name, Step.WORKING, "starting");
    boolean provided = isProvided();
    if (!provided) {
      forgetProvided();
    }
    process.start(
        new PartProcess.Order(
            launch.command(), launch.environment(), folder.path(), Fingerprint.of(intent())));
    StartPatience patience = patience();
    if (!answersInTime(patience, progress)) {
      throw notStarted(patience);
    }
    try {
      if (!provided) {
        provisionToTheEnd(progress);
      }
    } catch (RuntimeException e) {
      // Else another start would find the port taken, and lose this process out of its sight.
      process.stop(stopSignal(), stopLimit());
      throw e;
    }
    warn(progress);
    double seconds = (System.nanoTime() - begin) / 1e9;
    progress.report(name, Step.DONE, "%s (%.1f s)".formatted(address(), seconds));
  }

  private void portsMustBeFree() {
    long end = System.nanoTime() + PORT_LIMIT.toNanos();
    for (int port : listensOn()) {
      Optional<String> holder = Listeners.holder(port);
      while (holder.isPresent() && System.nanoTime() < end) {
        PartProcess.pause(100);
        holder = Listeners.holder(port);
      }
      if (holder.isPresent()) {
        throw new PortTakenException(name, port, holder.get());
      }
    }
  }

  private PartFailedException notStarted(StartPatience patience) {
    boolean running = process.isRunning();
    List<String> lines = lastLines();
    Optional<PortTakenException> taken =
        process.startedPid().flatMap(this::taken).map(stranger -> stranger.of(name));
    if (running) {
      process.stop(stopSignal(), stopLimit());
    }
    if (taken.isPresent()) {
      return taken.get();
    }
    String what = running ? patience.verdict(System.nanoTime()) : "ended while starting";
    return new PartFailedException(name, what + "; log: " + folder.log(name), lines, null);
  }

  /** A program that is not ours on one of our ports. */
  private record Stranger(int port, String holder) {
    PortTakenException of(String part) {
      return new PortTakenException(part, port, holder);
    }
  }

  private Optional<Stranger> taken(long pid) {
    return listensOn().stream()
        .filter(port -> Listeners.owner(port, pid) == Listeners.Owner.ANOTHER)
        .findFirst()
        .map(port -> new Stranger(port, Listeners.holder(port).orElse("another program")));
  }

  /**
   * The program that holds a port of this part without being it, in words; empty when the part's
   * own process does, or when nothing listens.
   */
  public final Optional<String> stranger() {
    return taken(process.pid().orElse(NO_PROCESS))
        .map(stranger -> "port " + stranger.port() + " is held by " + stranger.holder());
  }

  /** The mark is missing while a part runs that was started and not provided for. */
  private void provisionToTheEnd(Progress progress) {
    provision(progress);
    StackFolder.writePrivately(folder.provisionedMark(name), Fingerprint.of(provided()));
  }

  private StartPatience patience() {
    return new StartPatience(startLimit(), longestStart(), System.nanoTime());
  }

  private boolean answersInTime(Progress progress) {
    return answersInTime(patience(), progress);
  }

  private boolean answersInTime(StartPatience patience, Progress progress) {
    long logBefore = process.logSize();
    long nextLook = System.nanoTime();
    while (process.isRunning()) {
      // A refused connection costs less than the system's list of sockets.
      if (listensOn().stream().allMatch(Wire::accepts) && answersByItself()) {
        return true;
      }
      long now = System.nanoTime();
      if (now >= nextLook) {
        patience.look(process.logSize(), process.worked(), now);
        if (patience.isOver(now) || process.pid().flatMap(this::taken).isPresent()) {
          return false;
        }
        if (patience.hasNews(now)) {
          progress.report(
              name,
              Step.WORKING,
              "is working and has not answered for %d s; its log: %s"
                  .formatted(patience.seconds(now), lastLine(logBefore)));
        }
        nextLook = now + LOOK_EVERY.toNanos();
      }
      PartProcess.pause(40);
    }
    return false;
  }

  /** The last line of this start, shortened. */
  private String lastLine(long logBefore) {
    List<String> lines = process.logSize() > logBefore ? lastLines() : List.of();
    String line = lines.isEmpty() ? "nothing yet" : lines.getLast().strip();
    return line.length() <= SHOWN_LETTERS ? line : line.substring(0, SHOWN_LETTERS) + "…";
  }

  /** True once this very process holds each port, so that an answer cannot be another's. */
  private boolean answersByItself() {
    return process
        .pid()
        .filter(pid ->
            listensOn().stream()
                .allMatch(port -> Listeners.owner(port, pid) == Listeners.Owner.THIS))
        .filter(_ -> answers())
        .isPresent();
  }

  /** See {@link Engine#adopt()}. */
  public final void adopt() {
    StackFolder.privateFolder(folder.data(name));
    long end = System.nanoTime() + startLimit().toNanos();
    while (!answers()) {
      if (System.nanoTime() > end) {
        throw new PartFailedException(name, "does not answer at " + address(), null);
      }
      PartProcess.pause(100);
    }
    provision(Progress.SILENT);
  }

  @Override
  public final void down(Progress progress) {
    if (process.isRunning()) {
      progress.report(name, Step.WORKING, "stopping");
      boolean clean = process.stop(stopSignal(), stopLimit());
      progress.report(
          name,
          clean ? Step.DONE : Step.WARNING,
          clean ? "stopped" : "did not end when asked and was killed");
    } else {
      process.stop(stopSignal(), stopLimit());
    }
  }

  @Override
  public final PartStatus status() {
    boolean crashed = process.hasCrashed();
    return process
        .pid()
        .map(pid ->
            new PartStatus(
                name,
                answersByItself() ? PartStatus.State.RUNNING : PartStatus.State.UNREADY,
                address(),
                pid,
                ProcessTable.residentBytes(pid),
                stranger().stream().toList()))
        .orElseGet(() ->
            new PartStatus(
                name,
                crashed ? PartStatus.State.CRASHED : PartStatus.State.STOPPED,
                address(),
                null,
                0,
                crashed ? lastLines() : List.of()));
  }
}
