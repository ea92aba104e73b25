package io.orchestratex.kit.access;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.kit.TestTokens;
import io.orchestratex.kit.failure.FailureException;
import org.junit.jupiter.api.Test;

/** What a good token is told while nobody can check it. */
class JwtVerifierTest {

  @Test
  void aGoodTokenIsNotRefusedHoweverOftenTheKeysCannotBeRead() {
    try (TestTokens issuer = new TestTokens()) {
      AccessSettings nobodyThere =
          new AccessSettings("http://127.0.0.1:1/jwks.json", "orchestratex", "orchestratex", null);
      JwtVerifier verifier =
          new JwtVerifier(
              new AccessFactory().issuerKeys(nobodyThere), "orchestratex", "orchestratex");
      String token = issuer.token("ann", Role.AGENT);

      for (int i = 0; i < 6; i++) {
        assertThatThrownBy(() -> verifier.verify(token))
            .isInstanceOf(FailureException.class)
            .hasMessageContaining("access.keys-unavailable");
      }
    }
  }
}
