package io.orchestratex.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;

/**
 * An issuer for tests of one service: publishes its keys over HTTP as the gateway does, and signs
 * tokens.
 */
public final class TestTokens implements AutoCloseable {

  private static final String KEY_ID = "test-key";

  /** To make a key takes seconds of a test's program, so all programs of a checkout share one. */
  private static final TestKey KEPT =
      new TestKey(
          Path.of(System.getProperty("ox.root", ".."), "target", "test-issuer.jwk"), KEY_ID);

  private final RSAKey key;
  private final HttpServer server;

  public TestTokens() {
    try {
      key = KEPT.get();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] jwks = new JWKSet(key.toPublicJWK()).toString().getBytes(UTF_8);
    server.createContext(
        "/jwks.json",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, jwks.length);
          exchange.getResponseBody().write(jwks);
          exchange.close();
        });
    server.start();
  }

  /** For the setting {@code orchestratex.access.jwks-url}. */
  public String jwksUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json";
  }

  /** A token that holds for ten minutes. */
  public String token(String subject, String... roles) {
    return token(claims(subject, roles).build());
  }

  /** Claims as the gateway sets them, to be changed by a test. */
  public static JWTClaimsSet.Builder claims(String subject, String... roles) {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer("orchestratex")
        .audience("orchestratex")
        .subject(subject)
        .claim("name", subject)
        .claim("roles", List.of(roles))
        .jwtID(UUID.randomUUID().toString())
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(Duration.ofMinutes(10))));
  }

  /** A token with these claims, signed by this issuer. */
  public String token(JWTClaimsSet claims) {
    return signed(key, claims);
  }

  /** What the issuer publishes. */
  public RSAKey publicKey() {
    return key.toPublicJWK();
  }

  /** A token of this issuer with a header of one's own. */
  public String token(JWSHeader header, JWTClaimsSet claims) {
    return signed(key, header, claims);
  }

  /** A token that names this issuer's key but is signed by another. */
  public static String forged(String subject, String... roles) {
    return signed(TestKey.fresh(KEY_ID), claims(subject, roles).build());
  }

  private static String signed(RSAKey key, JWTClaimsSet claims) {
    return signed(
        key,
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID(key.getKeyID())
            .type(JOSEObjectType.JWT)
            .build(),
        claims);
  }

  private static String signed(RSAKey key, JWSHeader header, JWTClaimsSet claims) {
    SignedJWT jwt = new SignedJWT(header, claims);
    try {
      jwt.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return jwt.serialize();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
