package io.orchestratex.alert.channel.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.alert.Receiver;
import io.orchestratex.alert.channel.Channel;
import io.orchestratex.alert.channel.ChannelContract;
import io.orchestratex.alert.channel.Delivery;
import io.orchestratex.alert.channel.Notice;
import io.orchestratex.kit.settings.Secret;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookChannelTest extends ChannelContract {

  private Receiver receiver;
  private WebhookChannel channel;

  @BeforeEach
  void open() {
    receiver = new Receiver();
    channel = channel(receiver.url(), true, new Secret("shared"));
  }

  @AfterEach
  void close() {
    channel.close();
    receiver.close();
  }

  private static WebhookChannel channel(
      String url, boolean allowLoopback, @Nullable Secret secret) {
    WebhookSettings settings = new WebhookSettings(url, secret, allowLoopback, 500);
    return new WebhookChannel(
        new WebhookReceiver(new NothingStored(), settings), settings, InstantSource.fixed(T0));
  }

  @Override
  protected Channel channel() {
    return channel;
  }

  @Override
  protected List<String> keysReceived() {
    // A receiver knows repetitions by their id.
    return receiver.requests().stream()
        .filter(told -> told.body().isObject())
        .map(Receiver.Told::id)
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
    channel.tell(notice("k1", Notice.State.FIRING, "x.y shrank"), 1);
    channel.tell(notice("k2", Notice.State.RESOLVED, "x.y shrank"), 1);

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
    channel.tell(notice("k1", Notice.State.FIRING, "x"), 1);

    Receiver.Told told = receiver.requests().getFirst();
    String timestamp = told.headers().getFirst("webhook-timestamp");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("shared".getBytes(UTF_8), "HmacSHA256"));
    mac.update(("k1." + timestamp + ".").getBytes(UTF_8));
    assertThat(timestamp).isEqualTo(Long.toString(T0.getEpochSecond()));
    assertThat(told.headers().getFirst("webhook-signature"))
        .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(told.raw())));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 429, 408})
  void triesAgainWhatMayWorkLater(int answer) {
    receiver.answer.set(answer);

    assertThat(tell()).isInstanceOf(Delivery.Later.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 410, 413})
  void stopsAtWhatTheReceiverWillNotTake(int answer) {
    receiver.answer.set(answer);

    assertThat(tell())
        .isInstanceOfSatisfying(
            Delivery.Never.class,
            never -> assertThat(never.reason()).contains(Integer.toString(answer)));
  }

  @Test
  void followsNoRedirect() {
    receiver.answer.set(302);

    assertThat(tell()).isInstanceOf(Delivery.Never.class);
    assertThat(receiver.requests()).hasSize(1);
  }

  @Test
  void waitsForNobodyWhoDoesNotAnswer() throws Exception {
    try (ServerSocket mute = new ServerSocket(0)) {
      WebhookChannel toMute = channel("http://127.0.0.1:" + mute.getLocalPort() + "/", true, null);

      assertThat(toMute.tell(notice("k", Notice.State.FIRING, "x"), 1))
          .isInstanceOf(Delivery.Later.class);
      toMute.close();
    }
  }

  @Test
  void staysAwayFromThisMachineWhenToldTo() {
    WebhookChannel careful = channel(receiver.url(), false, null);

    assertThat(careful.tell(notice("k", Notice.State.FIRING, "x"), 1))
        .isInstanceOf(Delivery.Never.class);
    assertThat(receiver.requests()).isEmpty();
    careful.close();
  }

  @Test
  void isNotReadyWithoutAReceiver() {
    WebhookChannel none = channel("", true, null);

    assertThat(none.ready()).isFalse();
    none.close();
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
  void refusesAddressesThatAreNone(String url) {
    assertThat(ReceiverRules.wrongWith(url)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"169.254.169.254", "fe80::1", "0.0.0.0", "::", "224.0.0.1"})
  void refusesAddressesThatLeadToTheMachinery(String address) throws Exception {
    assertThat(ReceiverRules.wrongWith(List.of(java.net.InetAddress.getByName(address)), true))
        .isPresent();
  }

  private Delivery tell() {
    return channel.tell(notice("k1", Notice.State.FIRING, "x"), 1);
  }

  /** Nobody set a receiver. */
  private static final class NothingStored implements ReceiverStore {
    @Override
    public Optional<Receiver> read() {
      return Optional.empty();
    }

    @Override
    public void write(Receiver receiver) {
      throw new UnsupportedOperationException();
    }
  }
}
