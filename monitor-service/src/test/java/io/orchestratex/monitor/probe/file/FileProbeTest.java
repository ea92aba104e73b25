package io.orchestratex.monitor.probe.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.ProbeContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileProbeTest extends ProbeContract {

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("watched"), "12345");
  }

  @Override
  protected Probe probe() {
    return new FileProbe();
  }

  @Override
  protected String liveAddress() {
    return "file://" + file;
  }

  @Override
  protected Set<String> expectedNames() {
    return Set.of("file_bytes");
  }

  @Test
  void measuresItsLengthAndSaysWhenItIsGone() throws IOException {
    try (Probe.Session session = open(liveAddress())) {
      assertThat(value(taken(session.measure(DEADLINE)), "file_bytes", Map.of())).isEqualTo(5);

      Files.delete(file);

      assertThat(session.measure(DEADLINE)).isInstanceOf(Measurement.Failed.class);
    }
  }
}
