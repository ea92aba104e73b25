package io.orchestratex.kit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.ParseException;

/** A signing key of tests that is made once and kept in a file. */
record TestKey(Path file, String id) {

  RSAKey get() {
    try {
      if (!Files.exists(file)) {
        write(fresh(id));
      }
      return RSAKey.parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParseException e) {
      throw new IllegalStateException(file + " is no key; delete it", e);
    }
  }

  /** Whole or not at all, as several programs may begin at once. */
  private void write(RSAKey key) throws IOException {
    Files.createDirectories(file.getParent());
    Path made = Files.createTempFile(file.getParent(), "test-issuer", null);
    Files.writeString(made, key.toJSONString());
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
  }

  static RSAKey fresh(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
