package io.orchestratex.kit.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What was built.
 *
 * @param commit of the sources; null when the build was not told
 */
public record Build(String version, @Nullable String commit) {

  private static final String FILE = "/orchestratex-build.properties";

  /** This build. */
  public static Build read() {
    Properties read = new Properties();
    try (InputStream in = Build.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("this build has no " + FILE);
      }
      read.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + FILE, e);
    }
    String commit = read.getProperty("commit", "");
    return new Build(read.getProperty("version", ""), commit.isBlank() ? null : commit);
  }
}
