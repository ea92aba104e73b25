package io.orchestratex.backup.engine.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks Redis's protocol (RESP 2). A reply is a {@code byte[]}, a {@code Long},
 * a {@code List} of replies, or null. One command at a time, or many at once whose replies are read
 * after them. Not thread safe, but {@link #close()} ends a read of another thread.
 */
final class RedisConnection implements AutoCloseable {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private RedisConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
  }

  /**
   * Connects, encrypted where the address says so. Does not sign in.
   *
   * @param patience how long an answer may take
   */
  static RedisConnection open(RedisAddress address, Duration patience) throws IOException {
    Socket plain = new Socket();
    try {
      plain.connect(
          new InetSocketAddress(address.host(), address.port()), (int) CONNECT_LIMIT.toMillis());
      plain.setSoTimeout((int) patience.toMillis());
      plain.setTcpNoDelay(true);
      plain.setKeepAlive(true);
      return new RedisConnection(address.encrypted() ? encrypted(plain, address) : plain);
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  private static Socket encrypted(Socket plain, RedisAddress address) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket =
        (SSLSocket) factory.createSocket(plain, address.host(), address.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS"); // The certificate must name the host.
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
    } catch (SocketTimeoutException | EOFException e) {
      throw new SSLHandshakeException("the server does not answer in TLS", e);
    }
    return socket;
  }

  /** Signs in, where the address has a password. */
  void signIn(RedisAddress address) throws IOException {
    String password = address.password().reveal();
    if (!password.isEmpty()) {
      if (address.user().isEmpty()) {
        call("AUTH", password);
      } else {
        call("AUTH", address.user(), password);
      }
    }
  }

  /** Sends a command and reads its reply. */
  @Nullable Object call(String... words) throws IOException {
    send(words);
    flush();
    return reply();
  }

  /** Sends a command of texts; see {@link #flush}. */
  void send(String... words) throws IOException {
    header(words.length);
    for (String word : words) {
      argument(word.getBytes(UTF_8));
    }
  }

  /** Begins a command of so many arguments, its name included. */
  void header(int arguments) throws IOException {
    out.write(("*" + arguments + "\r\n").getBytes(US_ASCII));
  }

  /** An argument of a command that was begun. */
  void argument(byte[] bytes) throws IOException {
    argument(bytes.length).write(bytes);
    endArgument();
  }

  /** Begins an argument whose bytes the caller writes. */
  OutputStream argument(long length) throws IOException {
    out.write(("$" + length + "\r\n").getBytes(US_ASCII));
    return out;
  }

  /** Ends an argument whose bytes the caller wrote. */
  void endArgument() throws IOException {
    out.write('\r');
    out.write('\n');
  }

  void flush() throws IOException {
    out.flush();
  }

  /** A line, without its end; empty lines, by which a server keeps a connection, are skipped. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (next == '\n') {
        if (!line.isEmpty()) {
          return line.toString();
        }
      } else if (next != '\r') {
        line.append((char) next);
      }
    }
  }

  /** Reads a reply whole. */
  @Nullable Object reply() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest.getBytes(UTF_8);
      case ':' -> Long.parseLong(rest);
      case '-' -> throw new RedisReplyException(rest);
      case '$' -> bulk(Long.parseLong(rest));
      case '*' -> replies(Integer.parseInt(rest));
      default -> throw new IOException("what answers is no Redis server: it says \"" + line + "\"");
    };
  }

  private byte @Nullable [] bulk(long length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length) {
      throw new EOFException("the server closed the connection");
    }
    endOfBulk();
    return bytes;
  }

  private @Nullable List<@Nullable Object> replies(int count) throws IOException {
    if (count < 0) {
      return null;
    }
    List<@Nullable Object> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      all.add(reply());
    }
    return all;
  }

  /** The number of replies that follow; -1 when a transaction was not carried out. */
  int listLength() throws IOException {
    String line = line();
    if (line.charAt(0) == '-') {
      throw new RedisReplyException(line.substring(1));
    }
    if (line.charAt(0) != '*') {
      throw new IOException("expected a list and got \"" + line + "\"");
    }
    return Integer.parseInt(line.substring(1));
  }

  /** The length of a reply that is read from {@link #stream}; -1 when there is none. */
  long bulkLength() throws IOException {
    String line = line();
    if (line.charAt(0) == '-') {
      throw new RedisReplyException(line.substring(1));
    }
    if (line.charAt(0) != '$') {
      throw new IOException("expected a string and got \"" + line + "\"");
    }
    return Long.parseLong(line.substring(1));
  }

  /** Reads the end of a reply whose bytes were read from {@link #stream}. */
  void endOfBulk() throws IOException {
    if (in.read() != '\r' || in.read() != '\n') {
      throw new IOException("a reply does not end where it should");
    }
  }

  /** The next bytes; ends after so many. */
  InputStream stream(long length) {
    return new InputStream() {
      private long left = length;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] to, int offset, int wanted) throws IOException {
        if (left == 0) {
          return -1;
        }
        int read = in.read(to, offset, (int) Math.min(wanted, left));
        if (read < 0) {
          throw new EOFException("the connection broke with " + left + " bytes to come");
        }
        left -= read;
        return read;
      }
    };
  }

  /** A reply as a text; empty when it is none. */
  static String text(@Nullable Object reply) {
    return switch (reply) {
      case null -> "";
      case byte[] bytes -> new String(bytes, UTF_8);
      default -> reply.toString();
    };
  }

  /** A reply that is a list. */
  static List<?> list(@Nullable Object reply) {
    return reply instanceof List<?> all ? all : List.of();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
