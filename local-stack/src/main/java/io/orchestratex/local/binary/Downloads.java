package io.orchestratex.local.binary;

import io.orchestratex.local.process.Commands;
import io.orchestratex.local.stack.StackFolder;
import io.orchestratex.local.stack.StackLock;
import io.orchestratex.local.stack.UserCache;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The folder in the user's home that keeps downloaded server programs for every checkout. One
 * program is fetched at a time, into a temporary folder that is renamed when it is complete.
 */
public final class Downloads {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(4);
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(1);
  private static final Duration SILENCE_LIMIT = Duration.ofMinutes(1);
  private static final String UNFINISHED = ".part";

  private final Path folder;

  public Downloads() {
    this(UserCache.folder());
  }

  Downloads(Path folder) {
    this.folder = folder;
  }

  /** Fills the folder of a new program; throws when it cannot. */
  @FunctionalInterface
  public interface Filler {
    void fill(Path fresh) throws IOException;
  }

  /** Where a kept program lies, whether it was fetched already or not. */
  public Path kept(String name) {
    return folder.resolve(name);
  }

  /**
   * The kept program, fetched when it is not there.
   *
   * @param name folder of the program, with its version
   * @param progress called when another checkout is downloading
   */
  public Path get(String name, Consumer<String> progress, Filler filler) throws IOException {
    Path kept = folder.resolve(name);
    if (Files.isDirectory(kept)) {
      return kept;
    }
    Files.createDirectories(folder);
    Runnable waiting = () -> progress.accept("waiting for the download of another checkout");
    try (StackLock _ = StackLock.at(folder.resolve("lock"), waiting)) {
      if (!Files.isDirectory(kept)) {
        deleteUnfinished();
        Path fresh = Files.createTempDirectory(folder, name + UNFINISHED);
        try {
          filler.fill(fresh);
          Files.setPosixFilePermissions(
              fresh, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
          Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          StackFolder.delete(fresh);
        }
      }
      return kept;
    }
  }

  /** What a killed download left: under the lock no other process uses it. */
  private void deleteUnfinished() throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      children
          .filter(child -> child.getFileName().toString().contains(UNFINISHED))
          .forEach(StackFolder::delete);
    }
  }

  /** Fetches an address into a file, reporting megabytes. */
  public static void fetch(URI address, Path target, Consumer<String> progress) throws IOException {
    fetch(address, target, progress, SILENCE_LIMIT);
  }

  /** The same; fails when no byte comes for that long. */
  static void fetch(URI address, Path target, Consumer<String> progress, Duration silence)
      throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    try {
      HttpRequest request = HttpRequest.newBuilder(address).timeout(ANSWER_LIMIT).build();
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        response.body().close();
        throw new IOException(address + " answered " + response.statusCode());
      }
      long size = response.headers().firstValueAsLong("content-length").orElse(0);
      try (InputStream in = new ImpatientStream(response.body(), address, silence);
          OutputStream out = Files.newOutputStream(target)) {
        copy(in, out, size, progress);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      client.shutdownNow();
    }
  }

  private static void copy(InputStream in, OutputStream out, long size, Consumer<String> progress)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long done = 0;
    long reported = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      out.write(buffer, 0, read);
      done += read;
      if (done - reported >= 4L << 20) {
        reported = done;
        progress.accept(
            "downloading, %d of %s MB".formatted(done >> 20, size > 0 ? size >> 20 : "?"));
      }
    }
  }

  /** Copies the one entry of a zip whose name ends so; makes it runnable. */
  public static void unzipProgram(Path zip, String entryEnd, Path target) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.getName().endsWith(entryEnd)) {
          Files.createDirectories(target.getParent());
          Files.copy(in, target);
          makeRunnable(target);
          return;
        }
      }
    }
    throw new IOException(zip.getFileName() + " holds no " + entryEnd);
  }

  public static void makeRunnable(Path program) {
    if (!program.toFile().setExecutable(true, false)) {
      throw new UncheckedIOException(new IOException("cannot make " + program + " runnable"));
    }
  }

  /** Unpacks a tar archive of any compression that the system's tar knows. */
  public static void untar(Path archive, Path target) throws IOException {
    Files.createDirectories(target);
    Commands.Result result =
        Commands.run(
            List.of("tar", "-xf", archive.toString(), "-C", target.toString()),
            3,
            TimeUnit.MINUTES);
    if (!result.succeeded()) {
      throw new IOException("tar cannot unpack " + archive.getFileName() + ": " + result.output());
    }
  }
}
