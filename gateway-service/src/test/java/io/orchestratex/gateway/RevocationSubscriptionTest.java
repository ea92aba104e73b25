package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisURI;
import io.orchestratex.kit.CutReplies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Revocations of another replica, where the first attempts to subscribe to them fail. */
class RevocationSubscriptionTest extends TwoReplicas {

  private @Nullable CutReplies proxy;

  RevocationSubscriptionTest() {
    super("subscription");
  }

  /** Both replicas subscribe at their start, and neither hears whether it may. */
  @Override
  void adjust(Map<String, String> variables) {
    String real = Objects.requireNonNull(variables.get("REDIS_URI"));
    RedisURI uri = RedisURI.create(real);
    String address = uri.getHost() + ":" + uri.getPort();
    try {
      CutReplies cutting = new CutReplies(address, "SUBSCRIBE");
      cutting.cut(2);
      variables.put("REDIS_URI", real.replace(address, cutting.address()));
      proxy = cutting;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  void closeProxy() throws IOException {
    proxy().close();
  }

  private CutReplies proxy() {
    return Objects.requireNonNull(proxy);
  }

  @Test
  void aSubscriptionThatFailedIsMadeAgain() throws Exception {
    user("rosa", "agent");
    await().atMost(Duration.ofSeconds(10)).until(() -> proxy().left() == 0);

    // What was not heard is read from the store every five seconds, so that one proves nothing.
    await().atMost(Duration.ofSeconds(20)).until(this::isRevokedAtOnceTwice);
    assertThat(isRevokedAtOnce()).isTrue();
  }

  private boolean isRevokedAtOnceTwice() throws Exception {
    boolean first = isRevokedAtOnce();
    boolean second = isRevokedAtOnce();
    return first && second;
  }

  private boolean isRevokedAtOnce() throws Exception {
    String token = signIn("rosa").get("access_token").asText();
    assertThat(replica.get("/api/v1/sessions/me", token).statusCode()).isEqualTo(200);
    assertThat(gateway.post("/api/v1/auth/revoke", token, "{}").statusCode()).isEqualTo(204);
    long begun = System.nanoTime();
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> replica.get("/api/v1/sessions/me", token).statusCode() == 401);
    return System.nanoTime() - begun < AT_ONCE.dividedBy(2).toNanos();
  }
}
