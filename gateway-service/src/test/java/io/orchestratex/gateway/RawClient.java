package io.orchestratex.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A client that sends any bytes it likes. */
final class RawClient implements AutoCloseable {

  final Socket socket;

  RawClient(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
  }

  RawClient send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** Reads to the end of the connection. */
  String readAll() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try {
      int n = socket.getInputStream().read(buffer);
      while (n >= 0) {
        all.write(buffer, 0, n);
        n = socket.getInputStream().read(buffer);
      }
    } catch (SocketTimeoutException e) {
      throw new IOException("still open after: " + all.toString(ISO_8859_1), e);
    }
    return all.toString(ISO_8859_1);
  }

  /** Reads until {@code text} has come; null when the connection ends before. */
  @Nullable String readUntil(String text) throws IOException {
    StringBuilder all = new StringBuilder();
    while (all.indexOf(text) < 0) {
      int b = socket.getInputStream().read();
      if (b < 0) {
        return null;
      }
      all.append((char) b);
    }
    return all.toString();
  }

  /** Reads one answer with a content length. */
  String readAnswer() throws IOException {
    String head = readUntil("\r\n\r\n");
    if (head == null) {
      throw new IOException("closed");
    }
    int at = head.toLowerCase(Locale.ROOT).indexOf("content-length:");
    int length =
        at < 0 ? 0 : Integer.parseInt(head.substring(at + 15, head.indexOf('\r', at)).strip());
    return head + new String(socket.getInputStream().readNBytes(length), ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
