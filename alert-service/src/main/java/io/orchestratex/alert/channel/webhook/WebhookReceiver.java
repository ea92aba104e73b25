package io.orchestratex.alert.channel.webhook;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.orchestratex.alert.channel.webhook.ReceiverStore.Receiver;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The receiver in force: the one that was set over HTTP, else the one of the settings. At most two
 * seconds old, so that each replica follows. Thread-safe.
 */
@Singleton
final class WebhookReceiver {

  private static final Duration FRESH = Duration.ofSeconds(2);
  private static final String KEY = "receiver";

  private final ReceiverStore store;
  private final WebhookSettings settings;
  private final LoadingCache<String, Receiver> current;

  WebhookReceiver(ReceiverStore store, WebhookSettings settings) {
    this.store = store;
    this.settings = settings;
    this.current = Caffeine.newBuilder().expireAfterWrite(FRESH).build(_ -> load());
    String url = Objects.requireNonNullElse(settings.url(), "");
    if (!url.isBlank()) {
      ReceiverRules.wrongWith(url)
          .ifPresent(wrong -> {
            throw new IllegalArgumentException("orchestratex.alert.webhook.url " + wrong);
          });
    }
  }

  private Receiver load() {
    return store.read().orElseGet(this::ofSettings);
  }

  private Receiver ofSettings() {
    return new Receiver(Objects.requireNonNullElse(settings.url(), "").strip());
  }

  /** The address, or empty when there is no receiver. */
  Optional<URI> address() {
    return address(current.get(KEY));
  }

  /** The address of the settings, whatever was set over HTTP. */
  Optional<URI> addressOfSettings() {
    return address(ofSettings());
  }

  private static Optional<URI> address(Receiver receiver) {
    return receiver.url().isEmpty() ? Optional.empty() : Optional.of(URI.create(receiver.url()));
  }

  /** Two that are set at once are stored and in force in the same order. */
  synchronized void set(String url) {
    Receiver receiver = new Receiver(url);
    store.write(receiver);
    // Put, not discarded: a load that is under way would bring back the one before.
    current.put(KEY, receiver);
  }

  /** Where a name leads now. */
  static List<InetAddress> resolved(URI address) throws UnknownHostException {
    return List.of(InetAddress.getAllByName(Objects.requireNonNull(address.getHost())));
  }

  /** Why these addresses must not be called, if so. */
  Optional<String> wrongWith(List<InetAddress> addresses) {
    return AddressRules.wrongWith(addresses, settings.allowLoopback(), settings.allowPrivate());
  }
}
