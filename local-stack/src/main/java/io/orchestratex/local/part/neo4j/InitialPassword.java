package io.orchestratex.local.part.neo4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The file {@code data/dbms/auth.ini} from which a new server takes the first account, as {@code
 * neo4j-admin dbms set-initial-password} writes it: no command line shows the password.
 */
final class InitialPassword {

  private static final int ROUNDS = 1024;

  private InitialPassword() {}

  static String file(String account, String password) {
    byte[] salt = new byte[32];
    new SecureRandom().nextBytes(salt);
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(salt);
      byte[] hash = sha.digest(password.getBytes(UTF_8));
      for (int round = 1; round < ROUNDS; round++) {
        hash = sha.digest(hash);
      }
      HexFormat hex = HexFormat.of().withUpperCase();
      return "%s:SHA-256,%s,%s,%d:\n"
          .formatted(account, hex.formatHex(hash), hex.formatHex(salt), ROUNDS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
