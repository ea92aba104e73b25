package io.orchestratex.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.cli.output.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that a person starts. */
@Timeout(60)
class LauncherTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path folder;

  @Test
  void takesAnyNameWhereTheLocaleIsNotUtf8() throws Exception {
    checkout();
    // The shell makes the name, since this program may run under any locale itself.
    String signIn =
        "name=$(printf 'k\\303\\266y'); echo secret >\"$name\";"
            + " ./ox login --password-file \"$name\" --gateway http://127.0.0.1:1";

    for (Map<String, String> locale :
        List.of(Map.of("LC_ALL", "C"), Map.of("LANG", "POSIX"), Map.<String, String>of())) {
      Result result = run(locale, "sh", "-c", signIn);

      assertThat(result.exit()).as(result.output()).isEqualTo(ExitCode.UNREACHABLE);
    }
  }

  /** The launcher beside a jar that leads to what is built. */
  private void checkout() throws IOException {
    Files.copy(ROOT.resolve("ox"), folder.resolve("ox"));
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" "));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
    Path jar = Files.createDirectories(folder.resolve("cli/target")).resolve("cli-0.jar");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
  }

  @Test
  void letsTheContainersReadWhatAStrictUmaskMadePrivate() throws Exception {
    Path deploy = folder.resolve("deploy");
    Result copied =
        run(Map.of(), "cp", "-r", ROOT + "/deploy", ROOT + "/.env.example", folder.toString());
    Result closed = run(Map.of(), "chmod", "-R", "go-rwx", deploy.toString());
    assertThat(copied.exit() + closed.exit()).isZero();

    assertThat(run(Map.of(), "deploy/make-env").exit()).isZero();

    assertThat(mode(deploy.resolve("mongodb"))).isEqualTo("rwxr-xr-x");
    assertThat(mode(deploy.resolve("postgresql/postgresql.conf"))).isEqualTo("rw-r--r--");
    assertThat(mode(deploy.resolve("service/healthy.sh"))).isEqualTo("rwxr-xr-x");
    assertThat(mode(folder.resolve(".env"))).isEqualTo("rw-------");

    String made = Files.readString(folder.resolve(".env"));
    assertThat(run(Map.of(), "deploy/make-env").exit()).as("a second time").isZero();
    assertThat(folder.resolve(".env")).hasContent(made);
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private record Result(int exit, String output) {}

  private Result run(Map<String, String> locale, String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    Stream.of("LC_ALL", "LC_CTYPE", "LANG").forEach(builder.environment()::remove);
    builder.environment().putAll(locale);
    builder.environment().put("OX_NO_BUILD", "1");
    builder.environment().put("OX_JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), output);
  }
}
