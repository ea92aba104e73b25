package io.orchestratex.local.part;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.OptionalInt;

/** Asks a server on the loopback one question, to see that it does more than accept connections. */
public final class Wire {

  public static final String HOST = "127.0.0.1";

  private static final int LIMIT_MS = 1500;

  private Wire() {}

  /**
   * Sends bytes and returns the beginning of the answer, at most {@code size} bytes; empty when
   * none comes in time.
   */
  public static byte[] ask(int port, byte[] question, int size) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(HOST, port), LIMIT_MS);
      socket.setSoTimeout(LIMIT_MS);
      socket.getOutputStream().write(question);
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      byte[] answer = new byte[size];
      int read = in.read(answer);
      return read <= 0 ? new byte[0] : java.util.Arrays.copyOf(answer, read);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  /** Whether something takes connections; nothing is said to it. */
  public static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(HOST, port), LIMIT_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The status of a GET; empty when there is no answer in time. */
  public static OptionalInt status(URI address) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(address).timeout(Duration.ofMillis(LIMIT_MS)).build();
      return OptionalInt.of(
          Client.SHARED.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
    } catch (IOException e) {
      return OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  /** Made only when a service is asked. */
  private static final class Client {
    static final HttpClient SHARED =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMillis(LIMIT_MS))
            .build();
  }
}
