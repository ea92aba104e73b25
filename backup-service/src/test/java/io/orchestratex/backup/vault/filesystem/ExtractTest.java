package io.orchestratex.backup.vault.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.orchestratex.backup.catalog.SmallBackups;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-alone extractor reads vaults that the product has made, without a line of it. */
class ExtractTest {

  private static final Path FROZEN = Path.of("src/test/resources/frozen");
  private static final Instant START = Instant.parse("2026-11-27T12:00:00Z");

  @TempDir static Path folder;
  private static Path classes;
  private static Path zstd;

  /** What the program has done. */
  private record Ran(int exit, String said) {}

  @BeforeAll
  static void compile() throws Exception {
    zstd = Path.of(Zstd.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    classes = Files.createDirectories(folder.resolve("classes"));
    Path source = Path.of(System.getProperty("ox.root", ".."), "deploy/extract/Extract.java");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-Xlint:-options",
                "--release",
                "21",
                "-cp",
                zstd.toString(),
                "-d",
                classes.toString(),
                source.toString());
    assertThat(compiled).isZero();
  }

  private static Ran run(Path... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                zstd + ":" + classes,
                "Extract"));
    for (Path each : arguments) {
      command.add(each.toString());
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), said);
  }

  @Test
  void whatTheProductStoredIsExtracted() throws Exception {
    Path at = folder.resolve("vault");
    Path key = folder.resolve("key");
    Vault vault = new FilesystemVault(new FilesystemVaultSettings(at, 0, 0));
    SmallBackups backups = new SmallBackups(vault, new KeyRing(key));
    byte[] data = new byte[1 << 20];
    new Random(1).nextBytes(data);
    byte[] text = "some text ".repeat(10_000).getBytes(UTF_8);
    backups.take(
        "20010101_000001", 1, Map.of("mongodb", Map.of("*", data), "other", Map.of("a b", text)));
    byte[] changed = data.clone();
    Arrays.fill(changed, 500_000, 500_100, (byte) 1);
    backups.take("20010101_000002", 1, Map.of("mongodb", Map.of("*", changed, "shop", text)));
    backups.delete("20010101_000001");
    backups.collect(START); // Chunks move to other packs than the lists say.
    backups.collect(START.plus(SmallBackups.GRACE));

    assertThat(run(at, key).said()).contains("20010101_000002").doesNotContain("20010101_000001");
    Path to = folder.resolve("extracted");
    Ran ran = run(at, key, Path.of("20010101_000002"), to);
    assertThat(ran.exit()).as(ran.said()).isZero();
    assertThat(to.resolve("mongodb.bin")).hasBinaryContent(changed);
    assertThat(to.resolve("mongodb-shop.bin")).hasBinaryContent(text);

    Path wrong = folder.resolve("wrong");
    KeyRing other = new KeyRing(wrong);
    assertThat(run(at, wrong, Path.of("20010101_000002"), to))
        .isEqualTo(
            new Ran(
                1,
                "repository %s was encrypted with key [%2$s, %2$s]; this is key %3$s\n"
                    .formatted(
                        repository(at), new KeyRing(key).primary().id(), other.primary().id())));
    flip(at.resolve("packs"));
    Ran damaged = run(at, key, Path.of("20010101_000002"), folder.resolve("damaged"));
    assertThat(damaged.exit()).isEqualTo(1);
    assertThat(folder.resolve("damaged/mongodb.bin")).doesNotExist();
  }

  private static String repository(Path vault) throws IOException {
    return Files.readString(vault.resolve("repository/root"))
        .replaceAll("(?s).*\"repository\" : \"(\\w+)\".*", "$1");
  }

  private static void flip(Path packs) throws IOException {
    try (Stream<Path> all = Files.list(packs)) {
      for (Path pack : all.toList()) {
        byte[] bytes = Files.readAllBytes(pack);
        bytes[bytes.length - 1] ^= 1;
        Files.write(pack, bytes);
      }
    }
  }

  /**
   * Vaults that are frozen in the tree, of real engines; the hashes are those of their manifests.
   */
  @Test
  void frozenVaultsOfAllFormatsAreExtracted() throws Exception {
    try (Stream<Path> vaults = Files.list(FROZEN)) {
      for (Path vault : vaults.sorted().toList()) {
        Path backup;
        try (Stream<Path> all = Files.list(vault)) {
          backup =
              all.filter(each -> Files.exists(each.resolve("manifest.json")))
                  .findFirst()
                  .orElseThrow()
                  .getFileName();
        }
        Path to = folder.resolve(vault.getFileName());
        Ran ran = run(vault, vault.resolve("frozen.key"), backup, to);
        assertThat(ran.exit()).as(ran.said()).isZero();
        String manifest = Files.readString(vault.resolve(backup).resolve("manifest.json"));
        try (Stream<Path> files = Files.list(to)) {
          List<Path> written = files.toList();
          assertThat(written).hasSize(2);
          for (Path file : written) {
            assertThat(manifest).contains("\"plain_hash\":\"" + sha256(file) + "\"");
          }
        }
      }
    }
  }

  private static String sha256(Path file) throws Exception {
    return java.util.HexFormat.of()
        .formatHex(
            java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }
}
