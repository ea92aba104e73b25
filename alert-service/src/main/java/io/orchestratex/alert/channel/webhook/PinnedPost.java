package io.orchestratex.alert.channel.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Posts to exactly the IP address that was looked at before, whatever the name may lead to a moment
 * later, which no client of the JDK can be told to do. The certificate must be the name's.
 * HTTP/1.1, one request per connection; redirects are answers like others, and bodies are not read.
 */
final class PinnedPost {

  private static final int MAX_HEAD = 16_384;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)( .*)?");

  private PinnedPost() {}

  /**
   * What the receiver said.
   *
   * @param headers names in lower case
   */
  record Answer(int status, Map<String, String> headers) {}

  /**
   * Sends one request.
   *
   * @param toConnect longest wait for the connection; then {@link ConnectException}
   * @param toAnswer longest wait for the answer's head, from then on
   */
  static Answer send(
      URI url,
      InetAddress address,
      Map<String, String> headers,
      byte[] body,
      Duration toConnect,
      Duration toAnswer)
      throws IOException {
    boolean secure = "https".equalsIgnoreCase(url.getScheme());
    int port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
    try (Socket plain = new Socket()) {
      connect(plain, new InetSocketAddress(address, port), toConnect);
      plain.setSoTimeout((int) toAnswer.toMillis());
      // A receiver that sends a byte now and then must not hold the channel up.
      CompletableFuture.delayedExecutor(toAnswer.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> close(plain));
      try (Socket socket = secure ? secured(plain, url, port) : plain) {
        socket.getOutputStream().write(request(url, headers, body.length));
        socket.getOutputStream().write(body);
        socket.getOutputStream().flush();
        return answer(new BufferedInputStream(socket.getInputStream()));
      }
    }
  }

  private static void connect(Socket socket, InetSocketAddress to, Duration limit)
      throws IOException {
    try {
      socket.connect(to, (int) limit.toMillis());
    } catch (SocketTimeoutException e) {
      throw new ConnectException("no connection in time");
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }

  private static Socket secured(Socket plain, URI url, int port) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            ((SSLSocketFactory) SSLSocketFactory.getDefault())
                .createSocket(plain, bare(url.getHost()), port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** A host as its own name: an IPv6 address stands in brackets in a URL. */
  static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static byte[] request(URI url, Map<String, String> headers, int length) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    StringBuilder head = new StringBuilder("POST " + path + query + " HTTP/1.1\r\n");
    head.append("Host: ").append(url.getHost());
    if (url.getPort() > 0) {
      head.append(':').append(url.getPort());
    }
    head.append("\r\nContent-Length: ").append(length).append("\r\nConnection: close\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("\r\n").toString().getBytes(ISO_8859_1);
  }

  private static Answer answer(InputStream in) throws IOException {
    while (true) {
      String[] lines = head(in).split("\r?\n", -1);
      Matcher status = STATUS.matcher(lines[0]);
      if (!status.matches()) {
        throw new ProtocolException("no HTTP answer");
      }
      int code = Integer.parseInt(status.group(1));
      if (code >= 200 || code == 101) {
        Map<String, String> headers = new TreeMap<>();
        for (String line : lines) {
          int colon = line.indexOf(':');
          if (colon > 0) {
            headers.put(
                line.substring(0, colon).toLowerCase(Locale.ROOT),
                line.substring(colon + 1).strip());
          }
        }
        return new Answer(code, headers);
      }
    }
  }

  /** Everything up to the first empty line. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = -1;
    while (head.size() < MAX_HEAD) {
      int next = in.read();
      if (next < 0) {
        throw new ProtocolException("the connection ended before the answer");
      }
      if (next == '\r') {
        continue;
      }
      if (next == '\n' && last == '\n') {
        return head.toString(ISO_8859_1);
      }
      head.write(next);
      last = next;
    }
    throw new ProtocolException("the answer's head does not end");
  }
}
