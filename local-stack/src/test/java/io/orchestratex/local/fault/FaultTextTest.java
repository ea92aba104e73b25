package io.orchestratex.local.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No class name reaches a person. */
class FaultTextTest {

  @TempDir Path folder;

  @Test
  void saysWhatHappenedAndToWhat() {
    assertThat(FaultText.of(new NoSuchFileException("a"))).isEqualTo("there is no file a");
    assertThat(FaultText.of(new AccessDeniedException("a"))).isEqualTo("this user may not use a");
    assertThat(FaultText.of(new FileSystemException("a", null, "No space left on device")))
        .isEqualTo("a: no space left on device");
    assertThat(
            FaultText.of(new UncheckedIOException("cannot read a", new NoSuchFileException("a"))))
        .isEqualTo("cannot read a: there is no file a");
    assertThat(FaultText.of(new UncheckedIOException(new NoSuchFileException("a"))))
        .isEqualTo("there is no file a");
    assertThat(FaultText.of(new ConnectException())).isEqualTo("nothing listens there");
    assertThat(FaultText.of(new HttpTimeoutException("request timed out")))
        .isEqualTo("no answer in time");
    assertThat(FaultText.of(new UnknownHostException("nowhere")))
        .isEqualTo("there is no host nowhere");
  }

  @Test
  void namesNoClassWhateverComes() {
    Exception silent = new IOException((String) null, new IllegalStateException());

    for (Exception fault :
        List.of(silent, new NullPointerException(), new IOException(new IOException("short")))) {
      assertThat(FaultText.of(fault)).isNotBlank().doesNotContain("Exception", "java.");
    }
  }

  @Test
  void hasWordsForWhatReallyComes() {
    assertThat(FaultText.of(read(folder.resolve("missing")))).startsWith("there is no file ");
    assertThat(FaultText.of(ask("http://127.0.0.1:1/"))).isEqualTo("nothing listens there");
    assertThat(FaultText.of(ask("http://no-such-host.invalid/")))
        .isEqualTo("there is no such host");
  }

  private static Exception read(Path file) {
    try {
      Files.readString(file);
      throw new AssertionError("it was read");
    } catch (IOException e) {
      return e;
    }
  }

  private static Exception ask(String address) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(
          HttpRequest.newBuilder(URI.create(address)).build(),
          HttpResponse.BodyHandlers.discarding());
      throw new AssertionError("it answered");
    } catch (IOException e) {
      return e;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
