package io.orchestratex.backup.vault.gcs;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Bucket;
import io.orchestratex.backup.vault.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A Google Cloud Storage server (built by {@code backup-service/gcs-server/build}) in a process of
 * its own, started once for all tests of a JVM. It gives accounts tokens and checks permissions.
 */
public final class GcsServer {

  /** The account that may do everything. */
  public static final String ADMIN = "admin@tests";

  private static final String PROGRAM = "gcs-server/gcs-server";
  private static final AtomicInteger BUCKETS = new AtomicInteger();
  private static @Nullable GcsServer shared;

  private final URI address;
  private final Storage client;

  private GcsServer(URI address) {
    this.address = address;
    this.client =
        new Storage.Builder(
                new NetHttpTransport(),
                GsonFactory.getDefaultInstance(),
                request -> request.getHeaders().setAuthorization("Bearer " + ADMIN))
            .setApplicationName("tests")
            .setRootUrl(address + "/")
            .build();
  }

  /** Whether it can be had. */
  public static boolean isBuilt() {
    return ServerProcess.isBuilt(PROGRAM);
  }

  /** The one of this JVM; the test is not run where it is not built. */
  public static synchronized GcsServer shared() {
    if (shared == null) {
      String program = ServerProcess.program(PROGRAM, "gcs-server/build").toString();
      shared =
          new GcsServer(
              ServerProcess.start(
                  "Google Cloud Storage server",
                  (port, _) -> List.of(program, "-address", "127.0.0.1:" + port)));
    }
    return shared;
  }

  public URI address() {
    return address;
  }

  /** A client that may do everything. */
  public Storage client() {
    return client;
  }

  /** Makes a bucket; each call makes another one. */
  public String bucket(String name) {
    String bucket = name + "-" + BUCKETS.incrementAndGet();
    try {
      client.buckets().insert("tests", new Bucket().setName(bucket)).execute();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bucket;
  }

  /** Lets an account do what is named, and nothing else. */
  public void grant(String account, String... permissions) {
    URI grant =
        URI.create(
            "%s/grant?who=%s&permissions=%s"
                .formatted(
                    address,
                    account,
                    URLEncoder.encode(String.join(" ", permissions), StandardCharsets.UTF_8)));
    try (HttpClient http = HttpClient.newHttpClient()) {
      http.send(HttpRequest.newBuilder(grant).build(), HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The text of an account's key, whose tokens this server gives. */
  public String key(String account) {
    try {
      KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
      keys.initialize(2_048);
      String key =
          Base64.getEncoder().encodeToString(keys.generateKeyPair().getPrivate().getEncoded());
      return """
      {"type":"service_account","project_id":"tests","private_key_id":"1","client_id":"1",\
      "client_email":"%s","token_uri":"%s/token",\
      "private_key":"-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n"}\
      """
          .formatted(account, address, key);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
