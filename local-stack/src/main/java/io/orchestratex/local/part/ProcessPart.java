package io.orchestratex.local.part;

import io.orchestratex.local.part.Progress.Step;
import io.orchestratex.local.process.ClassCache;
import io.orchestratex.local.process.Fingerprint;
import io.orchestratex.local.process.JavaProgram;
import io.orchestratex.local.process.PartProcess;
import io.orchestratex.local.process.ProcessTable;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What all parts have in common: they are left alone while they run and answer, replaced when they
 * should run differently, and started again after a crash whose last lines are shown.
 */
public abstract class ProcessPart implements Part {

  private static final int SHOWN_LINES = 12;
  private static final long AFTER_CRASH_MS = 1000;

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

  /** Whether the process answers. Must return within about a second. */
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

  protected abstract Duration startLimit();

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
      } else if (answersWithin(startLimit())) {
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
    progress.report(name, Step.WORKING, "starting");
    boolean provided = isProvided();
    if (!provided) {
      forgetProvided();
    }
    process.start(
        new PartProcess.Order(
            launch.command(), launch.environment(), folder.path(), Fingerprint.of(intent())));
    if (!answersWithin(startLimit())) {
      boolean running = process.isRunning();
      List<String> lines = lastLines();
      String log = folder.log(name).toString();
      if (running) {
        process.stop(stopSignal(), stopLimit());
      }
      throw new PartFailedException(
          name,
          running
              ? "did not answer within " + startLimit().toSeconds() + " s; log: " + log
              : "ended while starting; log: " + log,
          lines,
          null);
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

  /** The mark is missing while a part runs that was started and not provided for. */
  private void provisionToTheEnd(Progress progress) {
    provision(progress);
    StackFolder.writePrivately(folder.provisionedMark(name), Fingerprint.of(provided()));
  }

  private boolean answersWithin(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (process.isRunning()) {
      if (answers()) {
        return true;
      }
      if (System.nanoTime() > end) {
        return false;
      }
      PartProcess.pause(40);
    }
    return false;
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
                answers() ? PartStatus.State.RUNNING : PartStatus.State.UNREADY,
                address(),
                pid,
                ProcessTable.residentBytes(pid),
                List.of()))
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
