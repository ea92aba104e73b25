package io.orchestratex.monitor.probe.file;

import io.orchestratex.kit.settings.Secret;
import io.orchestratex.monitor.probe.AddressRules;
import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.Reason;
import io.orchestratex.monitor.probe.SampleBag;
import io.orchestratex.monitor.target.Target;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Shows that a new engine is one folder: nothing outside of this one knows a file as a target. */
@Singleton
final class FileProbe implements Probe {

  @Override
  public String engine() {
    return "file";
  }

  @Override
  public Set<String> groups() {
    return Set.of(DATABASE_GROUP, "files");
  }

  @Override
  public Map<String, String> help() {
    return Map.of("file_bytes", "Length of the file");
  }

  @Override
  public String addressForm() {
    return "file:///path";
  }

  @Override
  public boolean accepts(Secret address) {
    return AddressRules.hasScheme(address, "file");
  }

  @Override
  public Session open(Target target) {
    Path path = Path.of(URI.create(target.address().reveal()));
    return new Session() {
      @Override
      public Measurement measure(Duration deadline) {
        try {
          return new SampleBag().add("file_bytes", Files.size(path)).taken();
        } catch (IOException e) {
          return new Measurement.Failed(Reason.CONNECT, e.toString());
        }
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }
}
