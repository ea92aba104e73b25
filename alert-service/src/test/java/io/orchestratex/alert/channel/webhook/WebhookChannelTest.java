package io.orchestratex.alert.channel.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.alert.WebhookServer;
import io.orchestratex.alert.channel.AlertMessage;
import io.orchestratex.alert.channel.Channel;
import io.orchestratex.alert.channel.ChannelContract;
import io.orchestratex.alert.channel.DeliveryResult;
import io.orchestratex.alert.channel.Receiver;
import io.orchestratex.kit.settings.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookChannelTest extends ChannelContract {

  private WebhookServer receiver;
  private WebhookChannel channel;

  @BeforeEach
  void open() {
    receiver = new WebhookServer();
    channel = channel(receiver.url(), true, new Secret("shared"));
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  private static WebhookChannel channel(
      String url, boolean allowLoopback, @Nullable Secret secret) {
    WebhookSettings settings = new WebhookSettings(url, secret, allowLoopback, false, 500);
    return new WebhookChannel(
        new WebhookReceiver(new NothingStored(), settings), settings, InstantSource.fixed(T0));
  }

  private static DeliveryResult deliver(WebhookChannel channel, AlertMessage message) {
    return channel.deliver(channel.receivers().getFirst(), message, 1);
  }

  @Override
  protected Channel channel() {
    return channel;
  }

  @Override
  protected List<String> keysReceived() {
    // A receiver knows repetitions by their id.
    return receiver.requests().stream()
        .filter(received -> received.body().isObject())
        .map(WebhookServer.Received::id)
        .distinct()
        .toList();
  }

  @Override
  protected void breakReceiver() {
    receiver.answer.set(503);
  }

  @Override
  protected void repairReceiver() {
    receiver.answer.set(204);
  }

  @Test
  void speaksAsAlertmanagerDoes() {
    deliver(channel, message("k1", AlertMessage.State.FIRING, "x.y shrank"));
    deliver(channel, message("k2", AlertMessage.State.RESOLVED, "x.y shrank"));

    var firing = receiver.requests().get(0).body();
    assertThat(firing.path("version").asText()).isEqualTo("4");
    assertThat(firing.path("status").asText()).isEqualTo("firing");
    assertThat(firing.path("groupKey").asText()).contains("cbf29ce484222325");
    assertThat(firing.at("/alerts/0/labels/severity").asText()).isEqualTo("critical");
    assertThat(firing.at("/alerts/0/labels/alertname").asText()).isEqualTo("collection-shrank");
    assertThat(firing.at("/alerts/0/annotations/summary").asText()).isEqualTo("x.y shrank");
    assertThat(firing.at("/alerts/0/startsAt").asText()).isEqualTo("2026-11-21T10:00:00Z");
    assertThat(firing.at("/alerts/0/endsAt").asText()).isEqualTo("0001-01-01T00:00:00Z");
    var resolved = receiver.requests().get(1).body();
    assertThat(resolved.at("/alerts/0/status").asText()).isEqualTo("resolved");
    assertThat(resolved.at("/alerts/0/endsAt").asText()).isEqualTo("2026-11-21T10:01:00Z");
  }

  @Test
  void signsWhatItSends() throws Exception {
    deliver(channel, message("k1", AlertMessage.State.FIRING, "x"));

    WebhookServer.Received received = receiver.requests().getFirst();
    String timestamp = received.headers().getFirst("webhook-timestamp");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("shared".getBytes(UTF_8), "HmacSHA256"));
    mac.update(("k1." + timestamp + ".").getBytes(UTF_8));
    assertThat(timestamp).isEqualTo(Long.toString(T0.getEpochSecond()));
    assertThat(received.headers().getFirst("webhook-signature"))
        .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(received.raw())));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 429, 408})
  void triesAgainWhatMayWorkLater(int answer) {
    receiver.answer.set(answer);

    assertThat(attempt()).isInstanceOf(DeliveryResult.Later.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 410, 413})
  void stopsAtWhatTheReceiverWillNotTake(int answer) {
    receiver.answer.set(answer);

    assertThat(attempt())
        .isInstanceOfSatisfying(
            DeliveryResult.Refused.class,
            refused -> assertThat(refused.reason()).contains(Integer.toString(answer)));
  }

  @Test
  void followsNoRedirect() {
    receiver.answer.set(302);

    assertThat(attempt()).isInstanceOf(DeliveryResult.Refused.class);
    assertThat(receiver.requests()).hasSize(1);
  }

  @Test
  void doesNotWaitForAReceiverThatDoesNotAnswer() throws Exception {
    try (ServerSocket mute = new ServerSocket(0)) {
      WebhookChannel toMute = channel("http://127.0.0.1:" + mute.getLocalPort() + "/", true, null);

      assertThat(deliver(toMute, message("k", AlertMessage.State.FIRING, "x")))
          .isInstanceOf(DeliveryResult.Later.class);
    }
  }

  @Test
  void doesNotCallThisMachineUnlessThatIsAllowed() {
    WebhookChannel careful = channel(receiver.url(), false, null);

    assertThat(deliver(careful, message("k", AlertMessage.State.FIRING, "x")))
        .isInstanceOf(DeliveryResult.Refused.class);
    assertThat(receiver.requests()).isEmpty();
  }

  @Test
  void hasNoReceiverUntilOneIsSet() {
    WebhookChannel none = channel("", true, null);

    assertThat(none.receivers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://example.org/x",
        "file:///etc/passwd",
        "gopher://x",
        "example.org",
        "http://",
        "http://user:pw@example.org/",
        "http://exa mple.org/",
      })
  void refusesInvalidAddresses(String url) {
    assertThat(ReceiverRules.wrongWith(url)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::169.254.169.254",
        "2002:a9fe:a9fe::1",
        "fe80::1",
        "fd00:ec2::254",
        "100.100.100.200",
        "0.0.0.0",
        "0.1.2.3",
        "::",
        "224.0.0.1",
        "ff02::1",
        "255.255.255.255",
        "168.63.129.16",
        "192.0.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.31.196.1",
        "192.52.193.1",
        "192.88.99.1",
        "192.175.48.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "240.0.0.1",
        "::ffff:198.18.0.1",
        "::ffff:0:198.18.0.1",
        "64:ff9b::192.0.0.8",
        "64:ff9b::a83f:8110",
        "64:ff9b:1::1",
        "2002:a83f:8110::1",
        "2002:c612:1::",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2620:4f:8000::1",
        "3fff::1",
        "5f00::1",
        "4000::1",
        "fd20:ce::254",
      })
  void refusesAddressesThatLeadToTheMachinery(String address) throws Exception {
    assertThat(AddressRules.wrongWith(List.of(InetAddress.getByName(address)), true, true))
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9.9.9.9",
        "192.0.1.1",
        "192.88.98.1",
        "198.17.255.255",
        "198.20.0.1",
        "168.63.129.17",
        "::ffff:9.9.9.9",
        "64:ff9b::9.9.9.9",
        "2002:909:909::1",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2a00:1450:4001::1"
      })
  void callsPublicAddresses(String address) throws Exception {
    assertThat(AddressRules.wrongWith(List.of(InetAddress.getByName(address)), false, false))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "2002:7f00:1::"})
  void asksBeforeItCallsThisMachine(String address) throws Exception {
    List<InetAddress> here = List.of(InetAddress.getByName(address));

    assertThat(AddressRules.wrongWith(here, false, true))
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("orchestratex.alert.webhook.allow-loopback"));
    assertThat(AddressRules.wrongWith(here, true, false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "172.16.9.9",
        "192.168.1.1",
        "100.64.0.1",
        "fc00::1",
        "fd12::1",
        "64:ff9b::10.0.0.1",
        "::ffff:10.1.2.3"
      })
  void asksBeforeItCallsAPrivateNetwork(String address) throws Exception {
    InetAddress open = InetAddress.getByName("9.9.9.9");
    List<InetAddress> both = List.of(open, InetAddress.getByName(address));

    assertThat(AddressRules.wrongWith(both, true, false))
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("orchestratex.alert.webhook.allow-private"));
    assertThat(AddressRules.wrongWith(both, false, true)).isEmpty();
    assertThat(AddressRules.wrongWith(List.of(open), false, false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "http://", "http://[", "::", "http://host:99999999/", "mailto:a"})
  void throwsNothingAtAnAddressThatIsNone(String address) {
    assertThat(
            channel.deliver(
                new Receiver("webhook", "odd", address),
                message("k", AlertMessage.State.FIRING, "x"),
                1))
        .isInstanceOf(DeliveryResult.Refused.class);
  }

  @Test
  void keepsTheAddressOutOfItsReasons() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    for (String url :
        List.of(
            "http://127.0.0.1:" + free + "/hook?token=s3cret",
            "https://127.0.0.1:" + port(receiver.url()) + "/hook?token=s3cret",
            "http://10.0.0.1/hook?token=s3cret",
            "http://s3cret.invalid/hook?token=s3cret")) {
      DeliveryResult delivery =
          deliver(channel(url, true, null), message("k", AlertMessage.State.FIRING, "x"));

      assertThat(delivery).as(url).isNotInstanceOf(DeliveryResult.Delivered.class);
      assertThat(delivery.toString()).doesNotContain("s3cret", "/hook", "127.0.0.1", "10.0.0.1");
    }
  }

  @Test
  void isNotHeldUpByAReceiverThatDripsItsAnswer() throws Exception {
    try (ServerSocket dripping = new ServerSocket(0)) {
      Thread.ofVirtual().start(() -> drip(dripping));
      WebhookChannel toDripping =
          channel("http://127.0.0.1:" + dripping.getLocalPort() + "/", true, null);
      long begin = System.nanoTime();

      assertThat(deliver(toDripping, message("k", AlertMessage.State.FIRING, "x")))
          .isInstanceOf(DeliveryResult.Later.class);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }
  }

  /** Sends a letter of an endless header ten times a second. */
  private static void drip(ServerSocket server) {
    try (Socket client = server.accept()) {
      client.getOutputStream().write("HTTP/1.1 200 OK\r\nx: ".getBytes(UTF_8));
      while (true) {
        client.getOutputStream().write('x');
        client.getOutputStream().flush();
        LockSupport.parkNanos(100_000_000);
      }
    } catch (IOException e) {
      // The channel hung up.
    }
  }

  private static int port(String url) {
    return URI.create(url).getPort();
  }

  private DeliveryResult attempt() {
    return deliver(channel, message("k1", AlertMessage.State.FIRING, "x"));
  }

  /** No receiver was set over HTTP. */
  private static final class NothingStored implements ReceiverStore {
    @Override
    public Optional<Receiver> read() {
      return Optional.empty();
    }

    @Override
    public void write(Receiver url) {
      throw new UnsupportedOperationException();
    }
  }
}
