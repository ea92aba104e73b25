package io.orchestratex.backup.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchFolders;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobObserver;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.readiness.StoreReady;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dumps that people send. One is received into a folder of its own, is checked, gets the name that
 * its job knows it by, and is removed when that job has ended. What a process that died has
 * received in part is removed at the next start.
 */
@Singleton
final class Uploads implements JobObserver {

  private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
  private static final String TOO_LARGE = "backup.import-too-large";
  private static final String NO_ROOM = "backup.import-no-room";

  /** What stays free in any case. */
  private static final long RESERVE = 64L << 20;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final int BLOCK = 1 << 16;

  /** How often it is asked whether there is still room. */
  private static final long ASK_EVERY = 16L << 20;

  /** One that no job knows after this time is of a process that died before it ordered it. */
  private static final Duration UNKNOWN_FOR = Duration.ofHours(1);

  private final ImportSettings settings;
  private final JobStore store;
  private final InstantSource clock;
  private final ScratchFolders folders;
  private final Path received;

  Uploads(ImportSettings settings, JobStore store, InstantSource clock) {
    this.settings = settings;
    this.store = store;
    this.clock = clock;
    this.folders = new ScratchFolders(settings.place(), "upload-");
    this.received = folders.root().resolve("received");
  }

  /**
   * What is sent.
   *
   * @param id which its job is found by, 32 hexadecimal digits
   * @param length its bytes, as its sender says; negative where it does not
   * @param sha256 what it must hash to; null where its sender does not say
   */
  record Sent(String id, long length, byte @Nullable [] sha256) {

    /** The hash in a header {@code Content-Digest} (RFC 9530). */
    static byte @Nullable [] sha256(@Nullable String digest) {
      if (digest == null) {
        return null;
      }
      String text = digest.strip();
      if (text.startsWith("sha-256=:") && text.endsWith(":")) {
        try {
          byte[] hash =
              Base64.getDecoder().decode(text.substring("sha-256=:".length(), text.length() - 1));
          if (hash.length == 32) {
            return hash;
          }
        } catch (IllegalArgumentException e) {
          // Said below.
        }
      }
      throw FailureException.invalid(
          "request.digest-invalid",
          "Content-Digest",
          "must be sha-256=: and the hash in Base64 and a colon, as RFC 9530 says");
    }
  }

  /** The id of an upload: one of its own, or the one that a caller's key names. */
  static String id(String caller, @Nullable String key) {
    byte[] bytes = new byte[16];
    if (key == null) {
      RANDOM.nextBytes(bytes);
    } else {
      byte[] hash = ContentHash.sha256().digest((caller + "\n" + key).getBytes(UTF_8));
      System.arraycopy(hash, 0, bytes, 0, bytes.length);
    }
    return HexFormat.of().formatHex(bytes);
  }

  /** The job that reads an upload. */
  Optional<Job> ordered(String id) {
    return store.ordered(key(id)).map(JobRecord::job);
  }

  /** The key of the order of the job that reads an upload. */
  static String key(String id) {
    return "upload " + id;
  }

  /** Where an upload is that was received to its end. */
  Path of(String id) {
    return received.resolve(id);
  }

  /** Bytes that may be sent now. */
  long room() {
    try {
      return Math.max(0, folders.room() - RESERVE);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /**
   * Receives an upload to its end and checks it.
   *
   * @throws FailureException when it is too large, finds no room, or is not what its sender says
   */
  void receive(Sent sent, InputStream content) {
    requireFit(sent.length());
    try {
      folders.sweep();
      try (ScratchFolder folder = folders.make(sent.id() + "-" + System.nanoTime())) {
        Path file = folder.path().resolve("dump");
        byte[] hash = write(content, file, sent.length());
        if (sent.sha256() != null && !MessageDigest.isEqual(hash, sent.sha256())) {
          throw FailureException.invalid(
              "backup.import-damaged",
              "Content-Digest",
              "is not the hash of what arrived; send the file again");
        }
        Files.createDirectories(received, OWNER_ONLY);
        Files.move(file, of(sent.id()), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private void requireFit(long length) {
    if (length > settings.limit()) {
      throw tooLarge();
    }
    long room = room();
    if (length > room) {
      throw noRoom(length, room);
    }
  }

  private byte[] write(InputStream content, Path file, long length) throws IOException {
    MessageDigest hash = ContentHash.sha256();
    byte[] block = new byte[BLOCK];
    long total = 0;
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int read = next(content, block); read >= 0; read = next(content, block)) {
        if (total / ASK_EVERY != (total + read) / ASK_EVERY) {
          if (room() == 0) {
            throw noRoom(Math.max(length, total + read), 0);
          }
        }
        total += read;
        if (total > settings.limit()) {
          throw tooLarge();
        }
        hash.update(block, 0, read);
        out.write(block, 0, read);
      }
    }
    if (total == 0) {
      throw FailureException.invalid("backup.import-empty", "", "is empty; send a dump");
    }
    return hash.digest();
  }

  /** What the sender ends half-way is no fault of the folder. */
  private static int next(InputStream content, byte[] block) {
    try {
      return content.read(block);
    } catch (IOException e) {
      throw FailureException.invalid(
          "backup.import-cut", "", "did not arrive to its end; send the file again");
    }
  }

  private FailureException tooLarge() {
    return FailureException.invalid(
        TOO_LARGE,
        "",
        "is more than the %d bytes that orchestratex.backup.import.max-bytes allows"
            .formatted(settings.limit()));
  }

  private FailureException noRoom(long needed, long room) {
    return FailureException.conflict(
        NO_ROOM,
        "The dump needs %d bytes in %s and %d are free; make room there, or set orchestratex.backup.import.work-folder to another disk."
            .formatted(needed, folders.root(), room));
  }

  private FailureException unusable(IOException e) {
    return FailureException.unavailable(
        "backup.import-folder-unusable",
        "The folder %s cannot be used; set orchestratex.backup.import.work-folder to another: %s"
            .formatted(folders.root(), e.getMessage()),
        e);
  }

  @Override
  public void reached(Job job, String point) {}

  @Override
  public void ended(JobRecord job) {
    if (job.job().kind().equals(BackupJobRules.KIND)) {
      String upload = BackupDetails.fromJson(job.details()).upload();
      if (upload != null) {
        remove(of(upload));
      }
    }
  }

  @EventListener
  void onStoreReady(StoreReady ready) {
    try {
      folders.sweep();
      sweepReceived();
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().setCause(e).log("what was sent to {} cannot be removed", folders.root());
    }
  }

  private void sweepReceived() throws IOException {
    if (!Files.isDirectory(received)) {
      return;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(received)) {
      for (Path each : all) {
        boolean isWanted =
            store
                .ordered(key(each.getFileName().toString()))
                .map(row -> !row.job().status().isFinal())
                .orElseGet(() -> isNew(each));
        if (!isWanted) {
          remove(each);
        }
      }
    }
  }

  private boolean isNew(Path upload) {
    try {
      return Files.getLastModifiedTime(upload)
          .toInstant()
          .plus(UNKNOWN_FOR)
          .isAfter(clock.instant());
    } catch (IOException e) {
      return true;
    }
  }

  private static void remove(Path upload) {
    try {
      if (Files.deleteIfExists(upload)) {
        LOG.atInfo().addKeyValue("upload", upload.getFileName()).log("an upload was removed");
      }
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("{} cannot be removed", upload);
    }
  }
}
