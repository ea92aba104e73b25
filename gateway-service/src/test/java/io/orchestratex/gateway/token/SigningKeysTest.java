package io.orchestratex.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import io.orchestratex.gateway.identity.IdentitySettings;
import io.orchestratex.kit.readiness.StoreReady;
import io.orchestratex.kit.settings.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often unknown keys make the store be read. */
class SigningKeysTest {

  private static final int CALLERS = 8;

  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final SlowStore store = new SlowStore();
  private final IdentitySettings settings =
      new IdentitySettings(
          new Secret("a secret for tests only, long enough it is"),
          null,
          Duration.ofMinutes(15),
          Duration.ofDays(14),
          Duration.ofDays(30),
          5,
          100,
          Duration.ofMinutes(15),
          Duration.ofDays(90),
          Duration.ofSeconds(5),
          20,
          50,
          64);
  private final SigningKeys keys =
      new SigningKeys(store, new KeySeal(settings), settings, () -> now);

  /** Keeps keys in memory and answers when the door is open. */
  private static final class SlowStore implements SigningKeyStore {

    private final List<SigningKey> stored = new CopyOnWriteArrayList<>();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile CountDownLatch door = new CountDownLatch(0);

    @Override
    public List<SigningKey> published(Instant at) {
      reads.incrementAndGet();
      try {
        assertThat(door.await(30, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return List.copyOf(stored);
    }

    @Override
    public void insert(SigningKey key) {
      stored.add(key);
    }

    @Override
    public boolean rotate(
        String retired, Instant until, String activated, Instant at, SigningKey next) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void retire(String id, Instant until) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void whoMeetsAnUnknownKeyAtTheSameTimeReadsTheStoreOnceForAll() throws Exception {
    keys.prepare(new StoreReady(StoreReady.MONGODB));
    now = now.plusSeconds(60);
    store.reads.set(0);
    store.door = new CountDownLatch(1);
    JWKSelector unknown = new JWKSelector(new JWKMatcher.Builder().keyID("unknown").build());
    List<Thread> callers =
        IntStream.range(0, CALLERS)
            .mapToObj(_ -> Thread.ofPlatform().start(() -> keys.get(unknown, null)))
            .toList();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            callers.stream().filter(t -> t.getState() == Thread.State.BLOCKED).count()
                == CALLERS - 1);

    store.door.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(store.reads).hasValue(1);
  }
}
