package io.orchestratex.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A service on raw sockets that does exactly what a test says, byte by byte. */
final class StubService implements AutoCloseable {

  /** What to do with a request whose head has been read. */
  interface Script {
    void play(Call call) throws IOException;
  }

  /** One request. */
  final class Call {
    final String head;
    final InputStream in;
    final OutputStream out;
    final Socket socket;

    Call(String head, Socket socket, InputStream in) throws IOException {
      this.head = head;
      this.socket = socket;
      this.in = in;
      this.out = socket.getOutputStream();
    }

    String target() {
      return head.split(" ", 3)[1];
    }

    @Nullable String header(String name) {
      for (String line : head.split("\r\n", -1)) {
        if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
          return line.substring(name.length() + 1).strip();
        }
      }
      return null;
    }

    /** Reads the body to its end, however it is framed. */
    byte[] body() throws IOException {
      String length = header("content-length");
      if (length != null) {
        return in.readNBytes(Integer.parseInt(length));
      }
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      if (header("transfer-encoding") != null) {
        while (true) {
          int size = Integer.parseInt(line(in), 16);
          if (size == 0) {
            line(in);
            break;
          }
          body.write(in.readNBytes(size));
          line(in);
        }
      }
      return body.toByteArray();
    }

    void send(String text) throws IOException {
      out.write(text.getBytes(ISO_8859_1));
      out.flush();
    }

    void answer(String headers, String body) throws IOException {
      send(
          "HTTP/1.1 200 OK\r\n" + headers + "content-length: " + body.length() + "\r\n\r\n" + body);
    }

    void refuse(String status, String problem) throws IOException {
      send(
          "HTTP/1.1 "
              + status
              + "\r\ncontent-type: application/problem+json\r\ncontent-length: "
              + problem.length()
              + "\r\n\r\n"
              + problem);
    }

    void chunk(String text) throws IOException {
      send(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    /** Waits until the gateway closes its end; how long that took in milliseconds. */
    void awaitClose() {
      try {
        while (in.read() >= 0) {}
      } catch (IOException e) {
        // Reset is closed, too.
      }
      closed.add(target());
    }
  }

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** Heads of the requests that arrived, oldest first. */
  final List<String> heads = new CopyOnWriteArrayList<>();

  /** Targets whose connection the gateway closed. */
  final List<String> closed = new CopyOnWriteArrayList<>();

  StubService() {
    try {
      server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.submit(this::accept);
  }

  String address() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** Plays {@code script} for requests whose path ends in {@code suffix}. */
  void on(String suffix, Script script) {
    scripts.put(suffix, script);
  }

  /** No script plays for {@code suffix} any more. */
  void off(String suffix) {
    scripts.remove(suffix);
  }

  List<String> headsOf(String suffix) {
    return heads.stream().filter(head -> head.split(" ", 3)[1].contains(suffix)).toList();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        threads.submit(() -> serve(socket));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        StringBuilder head = new StringBuilder();
        String line = line(in);
        while (!line.isEmpty()) {
          head.append(line).append("\r\n");
          line = line(in);
        }
        heads.add(head.toString());
        Call call = new Call(head.toString(), socket, in);
        String path = call.target().split("\\?", 2)[0];
        Script script =
            scripts.entrySet().stream()
                .filter(entry -> path.endsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(c -> c.answer("", new String(c.body(), ISO_8859_1)));
        script.play(call);
      }
    } catch (IOException | RuntimeException e) {
      // The connection is over.
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int b = in.read();
    while (b != '\n') {
      if (b < 0) {
        throw new IOException("closed");
      }
      if (b != '\r') {
        line.append((char) b);
      }
      b = in.read();
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
