package io.orchestratex.gateway.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.gateway.identity.IdentitySettings;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts private keys with AES-256-GCM under a key derived from the setting {@code key-secret}
 * (HMAC-SHA-256 with a fixed label). Sealed bytes are a 12-byte nonce and the ciphertext; the key's
 * id is authenticated with them, so a sealed key cannot be swapped for another.
 */
@Singleton
final class KeySeal {

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String CIPHER = "AES/GCM/NoPadding";

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  KeySeal(IdentitySettings settings) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(settings.keySecret().reveal().getBytes(UTF_8), "HmacSHA256"));
      key = new SecretKeySpec(mac.doFinal("orchestratex signing keys v1".getBytes(UTF_8)), "AES");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  byte[] seal(String keyId, String plain) {
    try {
      byte[] nonce = new byte[NONCE_BYTES];
      random.nextBytes(nonce);
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, keyId).doFinal(plain.getBytes(UTF_8));
      return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a signing key could not be encrypted", e);
    }
  }

  /**
   * The plain text.
   *
   * @throws GeneralSecurityException when it was sealed under another secret or changed since
   */
  String open(String keyId, byte[] sealed) throws GeneralSecurityException {
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    byte[] plain =
        cipher(Cipher.DECRYPT_MODE, nonce, keyId)
            .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    return new String(plain, UTF_8);
  }

  private Cipher cipher(int mode, byte[] nonce, String keyId) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(keyId.getBytes(UTF_8));
    return cipher;
  }
}
