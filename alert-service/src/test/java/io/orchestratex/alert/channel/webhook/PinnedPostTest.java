package io.orchestratex.alert.channel.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.orchestratex.alert.WebhookServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names in these tests lead nowhere; only the address that is given can be reached. */
class PinnedPostTest {

  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final char[] PASSWORD = "secret".toCharArray();
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private WebhookServer receiver;

  @BeforeEach
  void open() {
    receiver = new WebhookServer();
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  private static PinnedPost.Request request(String url, InetAddress... addresses) {
    return new PinnedPost.Request(
        URI.create(url), List.of(addresses), Map.of("webhook-id", "k9"), "{}".getBytes(UTF_8));
  }

  private String named(String host) {
    return receiver.url().replace("127.0.0.1", host) + "?token=s3cret";
  }

  @Test
  void callsTheAddressThatWasCheckedWhateverTheNameLeadsToByThen() throws Exception {
    PinnedPost.Answer answer = PinnedPost.send(request(named("rebound.invalid"), HERE), LIMIT);

    assertThat(answer.status()).isEqualTo(200);
    WebhookServer.Received received = receiver.requests().getFirst();
    assertThat(received.headers().getFirst("Host")).startsWith("rebound.invalid:");
    assertThat(received.headers().getFirst("Content-Type")).isEqualTo("application/json");
    assertThat(received.headers()).containsKey("Webhook-id").doesNotContainKey("Upgrade");
    assertThat(received.raw()).isEqualTo("{}".getBytes(UTF_8));
  }

  @Test
  void doesNotCallTheAddressInTheUrlWhenAnotherOneWasChecked() throws Exception {
    InetAddress other = InetAddress.getByName("127.0.0.77");

    assertThatThrownBy(() -> PinnedPost.send(request(receiver.url(), other), LIMIT))
        .isInstanceOf(ConnectException.class);
    assertThat(receiver.requests()).isEmpty();
  }

  @Test
  void triesTheNextAddressWhenOneTakesNoConnection() throws Exception {
    InetAddress dead = InetAddress.getByName("127.0.0.77");

    assertThat(PinnedPost.send(request(named("two.invalid"), dead, HERE), LIMIT).status())
        .isEqualTo(200);
    assertThat(receiver.requests()).hasSize(1);
  }

  @Test
  void returnsARedirectAsItIs() throws Exception {
    receiver.answer.set(302);

    assertThat(PinnedPost.send(request(named("moved.invalid"), HERE), LIMIT).status())
        .isEqualTo(302);
    assertThat(receiver.requests()).hasSize(1);
  }

  @Test
  void sendsOnceEvenIfTheAnswerDoesNotCome() throws Exception {
    try (ServerSocket closing = new ServerSocket(0, 5, HERE)) {
      Thread.ofVirtual().start(() -> hangUpOnce(closing));
      String url = "http://rude.invalid:" + closing.getLocalPort() + "/";

      assertThatThrownBy(() -> PinnedPost.send(request(url, HERE), LIMIT))
          .isInstanceOf(IOException.class);
      closing.setSoTimeout(100);
      assertThatThrownBy(closing::accept).as("a second connection").isInstanceOf(IOException.class);
    }
  }

  private static void hangUpOnce(ServerSocket server) {
    try (var client = server.accept()) {
      client.getInputStream().read();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void doesNotWaitForTheBodyOfAnAnswer() throws Exception {
    try (ServerSocket slow = new ServerSocket(0, 5, HERE)) {
      Thread.ofVirtual().start(() -> answerWithoutAnEnd(slow));
      String url = "http://slow.invalid:" + slow.getLocalPort() + "/";
      long begin = System.nanoTime();

      assertThat(PinnedPost.send(request(url, HERE), LIMIT).status()).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LIMIT);
    }
  }

  private static void answerWithoutAnEnd(ServerSocket server) {
    try (var client = server.accept()) {
      client
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx".getBytes(UTF_8));
      client.getOutputStream().flush();
      // Ends when the client hangs up.
      client.getInputStream().readAllBytes();
    } catch (IOException e) {
      // It hung up.
    }
  }

  @Test
  void checksTheCertificateAgainstTheNameAndNotTheAddress(@TempDir Path folder) throws Exception {
    KeyStore keys = certificateOf("hooks.example.org", folder);
    HttpsServer server = HttpsServer.create(new InetSocketAddress(HERE, 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      String port = ":" + server.getAddress().getPort() + "/";
      SSLContext trusting = context(keys);

      assertThat(
              PinnedPost.send(request("https://hooks.example.org" + port, HERE), LIMIT, trusting)
                  .status())
          .isEqualTo(204);
      for (String other : List.of("other.example.org", "127.0.0.1")) {
        assertThatThrownBy(
                () -> PinnedPost.send(request("https://" + other + port, HERE), LIMIT, trusting))
            .as(other)
            .isInstanceOf(SSLException.class);
      }
      assertThatThrownBy(
              () -> PinnedPost.send(request("https://hooks.example.org" + port, HERE), LIMIT))
          .as("a certificate that no authority signed")
          .isInstanceOf(SSLException.class);
    } finally {
      server.stop(0);
    }
  }

  private static KeyStore certificateOf(String name, Path folder) throws Exception {
    Path file = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "hook",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  /** Shows and trusts the one certificate. */
  private static SSLContext context(KeyStore keys) throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("hook", keys.getCertificate("hook"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
