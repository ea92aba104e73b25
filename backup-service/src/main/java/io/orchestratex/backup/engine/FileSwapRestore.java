package io.orchestratex.backup.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes files, or folders, under temporary names in the folder of the live ones, and swaps them by
 * renames within that folder. A file is known again by the file system's own key (device and
 * inode), which it keeps through a rename, so that every move can be repeated after a crash.
 *
 * <p>An engine says where its files are and how one is written and read; the rest is done here. It
 * owes that nothing holds a file open that would go on writing to it under its old name ({@link
 * #requireUnused}). A file keeps the owner, group and mode of the one that it replaces.
 */
public abstract non-sealed class FileSwapRestore implements StagedRestore {

  private static final String STAGED = "ox_restore_";
  private static final String OLD = "ox_old_";

  private static final String LIVE_PATH = "live";
  private static final String STAGED_PATH = "staged";
  private static final String OLD_PATH = "old";
  private static final String FILE_KEY = "file_key";

  /** The folder of a target's live files. */
  protected abstract Path folder(EngineAccess access);

  /** The live file that a dumped file goes back to; it lies in {@link #folder}. */
  protected abstract Path live(EngineAccess access, DumpedFile file);

  /**
   * Endings of files that belong to a live one and mean nothing to another, such as a write-ahead
   * log ({@code -wal}). They move aside with it and come back with it.
   */
  protected abstract List<String> companions();

  /** Whether a restore is about a file. */
  protected abstract boolean wants(RestoreScope scope, DumpedFile file);

  /** Writes a file, or a folder, from its dump. */
  protected abstract void write(InputStream dump, Path staged, ProgressMonitor monitor)
      throws IOException;

  /** Reads back what was written. */
  protected abstract List<ObjectFact> measure(DumpedFile file, Path staged, ProgressMonitor monitor)
      throws IOException;

  /**
   * Makes sure that a live file is in no use, just before it changes places.
   *
   * @throws EngineException when it is in use, which says by what
   */
  protected void requireUnused(Path live) {}

  @Override
  public final String text() {
    return "file swap";
  }

  @Override
  public final String namesOf(String restoreId) {
    return "files that begin with %s%s_ (previous) and %s%s_ (loaded)"
        .formatted(OLD, restoreId, STAGED, restoreId);
  }

  @Override
  public final Loaded load(RestoreScope scope, DumpSource source, ProgressMonitor monitor)
      throws IOException {
    Map<DumpedFile, Path> staged = staged(scope);
    monitor.expect(
        staged.keySet().stream()
            .flatMap(file -> file.objects().stream())
            .mapToLong(ObjectFact::bytes)
            .sum());
    List<Deviation> deviations = new ArrayList<>();
    for (Map.Entry<DumpedFile, Path> each : staged.entrySet()) {
      monitor.detail(each.getKey().scope());
      try (InputStream in = source.open(each.getKey().scope())) {
        write(in, each.getValue(), monitor);
      }
      Optional<FileOwner> owner = FileOwner.of(live(scope.access(), each.getKey()));
      if (owner.isPresent()) {
        owner.get().give(each.getValue()).ifPresent(deviations::add);
      }
      syncAll(each.getValue());
    }
    return new Loaded(List.of(), deviations);
  }

  private static String mark(Path live) {
    byte[] hash = ContentHash.sha256().digest(live.toString().getBytes(UTF_8));
    return HexFormat.of().formatHex(hash, 0, 6);
  }

  private Map<DumpedFile, Path> staged(RestoreScope scope) {
    Map<DumpedFile, Path> staged = new LinkedHashMap<>();
    int number = 0;
    for (DumpedFile file : scope.files()) {
      number++;
      if (wants(scope, file)) {
        // Several targets of one restore may have their files in one folder.
        String name = scope.prefix() + number + "_" + mark(live(scope.access(), file));
        staged.put(file, folder(scope.access()).resolve(STAGED + name));
      }
    }
    return staged;
  }

  @Override
  public final List<ObjectFact> measure(RestoreScope scope, ProgressMonitor monitor)
      throws IOException {
    List<ObjectFact> facts = new ArrayList<>();
    for (Map.Entry<DumpedFile, Path> each : staged(scope).entrySet()) {
      monitor.detail(each.getKey().scope());
      facts.addAll(measure(each.getKey(), each.getValue(), monitor));
    }
    return facts;
  }

  @Override
  public final List<Move> moves(RestoreScope scope) {
    List<Move> moves = new ArrayList<>();
    staged(scope)
        .forEach((file, staged) -> {
          String key = key(staged);
          if (key == null) {
            throw new IllegalStateException(
                staged + " was not loaded, or its disk has no file keys");
          }
          Path live = live(scope.access(), file);
          String old = OLD + staged.getFileName().toString().substring(STAGED.length());
          moves.add(
              new Move(
                  "swap " + live.getFileName(),
                  "swapping file " + live,
                  Move.Phase.SWITCH,
                  Map.of(
                      LIVE_PATH, live.toString(),
                      STAGED_PATH, staged.toString(),
                      OLD_PATH, live.resolveSibling(old).toString(),
                      FILE_KEY, key)));
        });
    return moves;
  }

  @Override
  public final void apply(RestoreScope scope, Move move) {
    Path live = Path.of(move.get(LIVE_PATH));
    Path staged = Path.of(move.get(STAGED_PATH));
    if (isApplied(scope, move)) {
      return;
    }
    if (!exists(staged)) {
      throw new EngineException(
          "restore.staged-missing", staged + " is gone; nothing can be put in place");
    }
    if (exists(live)) {
      if (!scope.replaces()) {
        throw RestoreScope.taken("the file " + live);
      }
      requireUnused(live);
    }
    Path old = Path.of(move.get(OLD_PATH));
    // The first one that is moved aside is the one to put back; whatever came later is not.
    companions().forEach(ending -> rename(plus(live, ending), free(plus(old, ending))));
    rename(live, free(old));
    rename(staged, live);
  }

  @Override
  public final void undo(RestoreScope scope, Move move) {
    Path live = Path.of(move.get(LIVE_PATH));
    Path old = Path.of(move.get(OLD_PATH));
    boolean replaced = isApplied(scope, move);
    if (replaced || (exists(old) && exists(live))) {
      // What this one has grown by now means nothing to the previous one.
      companions().forEach(ending -> rename(plus(live, ending), free(plus(old, ending + "_late"))));
      rename(live, replaced ? Path.of(move.get(STAGED_PATH)) : free(plus(old, "_late")));
    }
    rename(old, live);
    companions().forEach(ending -> rename(plus(old, ending), plus(live, ending)));
  }

  @Override
  public final boolean isApplied(RestoreScope scope, Move move) {
    return move.get(FILE_KEY).equals(key(Path.of(move.get(LIVE_PATH))));
  }

  private static Path plus(Path path, String ending) {
    return path.resolveSibling(path.getFileName() + ending);
  }

  /** The path, or one with a number where there is something. */
  private static Path free(Path wanted) {
    Path place = wanted;
    for (int number = 1; exists(place); number++) {
      place = plus(wanted, "_" + number);
    }
    return place;
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static @Nullable String key(Path path) {
    try {
      Object key =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey();
      return key == null ? null : key.toString();
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw fault("asking for " + path, e);
    }
  }

  /** Renames what is there; where nothing is, that was done before or never needed. */
  private static void rename(Path from, Path to) {
    try {
      if (exists(from)) {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        sync(Objects.requireNonNull(to.getParent()));
      }
    } catch (IOException e) {
      throw fault("renaming " + from + " to " + to, e);
    }
  }

  private static void syncAll(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.toList()) {
        sync(each);
      }
    }
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static EngineException fault(String what, IOException e) {
    return new EngineException("backup.file-fault", what + " failed: " + e, e);
  }

  private List<String> names(EngineAccess access) {
    try (Stream<Path> children = Files.list(folder(access))) {
      return children
          .map(child -> child.getFileName().toString())
          .filter(name -> RestoreScope.restoreOf(name, STAGED, OLD).isPresent())
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw fault("listing " + folder(access), e);
    } catch (UncheckedIOException e) {
      throw fault("listing " + folder(access), new IOException(e));
    }
  }

  @Override
  public final List<String> leftovers(RestoreScope scope) {
    return names(scope.access()).stream().filter(name -> isOf(name, scope.restoreId())).toList();
  }

  private static boolean isOf(String name, String restoreId) {
    return RestoreScope.restoreOf(name, STAGED, OLD).equals(Optional.of(restoreId));
  }

  @Override
  public final Set<String> restoresWithLeftovers(EngineAccess access) {
    return names(access).stream()
        .flatMap(name -> RestoreScope.restoreOf(name, STAGED, OLD).stream())
        .collect(Collectors.toSet());
  }

  @Override
  public final void remove(RestoreScope scope, String leftover) {
    if (!isOf(leftover, scope.restoreId()) || leftover.contains("/")) {
      throw new IllegalArgumentException(leftover + " is not one of this restore's");
    }
    Path path = folder(scope.access()).resolve(leftover);
    try {
      if (exists(path)) {
        Files.walkFileTree(path, new Deletion());
      }
    } catch (IOException e) {
      throw fault("removing " + path, e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
