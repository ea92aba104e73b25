package io.orchestratex.backup.vault.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.VaultFile;
import io.orchestratex.backup.vault.VaultProperties;
import io.orchestratex.backup.vault.s3.S3Gate.Broken;
import io.orchestratex.backup.vault.s3.S3Gate.Fate;
import io.orchestratex.backup.vault.s3.S3Gate.Refused;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A store that fails three of ten requests. */
class S3StormTest {

  private static final int FILES = Integer.getInteger("ox.storm.files", 8);
  private static final int FILE_BYTES = 12 << 20;
  private static final long SEED = Long.getLong("ox.storm.seed", System.nanoTime());

  /** A tenth of the requests each: an error, a reset, a reply or half of an answer that is lost. */
  private static @Nullable Fate fate(Random random) {
    return switch (random.nextInt(20)) {
      case 0 -> new Refused(503, "SlowDown", "Please reduce your request rate.");
      case 1 -> new Refused(500, "InternalError", "We encountered an internal error.");
      case 2, 3 -> Broken.REQUEST;
      case 4 -> Broken.REPLY_LOST;
      case 5 -> Broken.ANSWER;
      default -> null;
    };
  }

  @Test
  void everythingArrivesAsItWasWithLittleSentTwice() throws Exception {
    S3Server server = S3Server.shared();
    String bucket = server.bucket("storm");
    Random random = new Random(SEED);
    try (S3Gate gate = new S3Gate(server.address());
        S3Vault vault = vault(gate, bucket);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      gate.rule(_ -> {
        synchronized (random) {
          return fate(random);
        }
      });

      List<Future<?>> files = new ArrayList<>();
      for (int i = 0; i < FILES; i++) {
        int number = i;
        files.add(
            threads.submit(() -> {
              store(vault, number);
              return null;
            }));
      }
      for (Future<?> each : files) {
        each.get();
      }
      long sent = gate.received();
      gate.reset();
      for (int i = 0; i < FILES; i++) {
        requireWhole(vault, i);
      }

      double whole = (double) FILES * FILE_BYTES;
      assertThat(sent / whole).as("sent, seed %d", SEED).isBetween(1.0, 1.5);
      assertThat(gate.sent() / whole).as("read, seed %d", SEED).isBetween(1.0, 1.5);
      gate.rule(_ -> null);
      vault.discard(""); // Of uploads whose beginning was answered, and the answer lost.
      assertThat(vault.list("", "", 100).keys()).as("seed %d", SEED).hasSize(FILES);
      assertThat(vault.pending("", "", 100).keys()).isEmpty();
    }
  }

  private static S3Vault vault(S3Gate gate, String bucket) {
    Map<String, String> settings = new HashMap<>();
    settings.put("endpoint", gate.address().toString());
    settings.put("bucket", bucket);
    settings.put("access-key", S3Server.ACCESS_KEY);
    settings.put("secret-key", S3Server.SECRET_KEY);
    settings.put("part-bytes", "5MiB");
    settings.put("attempts", "12");
    return new S3Vault(
        S3VaultSettings.of(new VaultProperties("storm", "storm.", settings)),
        InstantSource.system());
  }

  private static byte[] content(int number) {
    byte[] bytes = new byte[FILE_BYTES];
    new Random(number).nextBytes(bytes);
    return bytes;
  }

  private static void store(S3Vault vault, int number) throws IOException {
    try (Upload upload = vault.create("storm/f" + number)) {
      upload.content().write(content(number));
      upload.commit();
    }
  }

  private static void requireWhole(S3Vault vault, int number) throws IOException {
    try (VaultFile file = vault.open("storm/f" + number).orElseThrow()) {
      assertThat(file.content().readAllBytes())
          .as("file %d, seed %d", number, SEED)
          .isEqualTo(content(number));
    }
  }
}
