package io.orchestratex.backup.vault.gcs;

import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.storage.Storage;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import io.orchestratex.kit.settings.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Makes the clients of a vault. */
final class GcsConnection {

  private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.full_control";
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final String GOOGLE = "https://storage.googleapis.com/";

  private GcsConnection() {}

  /**
   * The account of a vault.
   *
   * @throws IOException when it cannot be read, or none is found; holds nothing of its text
   */
  static GoogleCredentials account(GcsVaultSettings settings) throws IOException {
    Secret text = settings.credentials();
    Path file = settings.credentialsFile();
    GoogleCredentials found;
    if (text != null) {
      found = read(new ByteArrayInputStream(text.reveal().getBytes(StandardCharsets.UTF_8)));
    } else if (file != null) {
      try (InputStream content = Files.newInputStream(file)) {
        found = read(content);
      }
    } else {
      found = GoogleCredentials.getApplicationDefault();
    }
    return found.createScoped(SCOPE);
  }

  private static GoogleCredentials read(InputStream text) throws IOException {
    try {
      return GoogleCredentials.fromStream(text);
    } catch (IOException | RuntimeException e) {
      // What a parser says can hold a part of the key.
      throw new UnreadableAccountException();
    }
  }

  /**
   * A client.
   *
   * @param silence how long the store may be silent
   */
  static Storage open(GcsVaultSettings settings, GoogleCredentials account, Duration silence) {
    HttpCredentialsAdapter signed = new HttpCredentialsAdapter(account);
    HttpRequestInitializer prepared =
        request -> {
          signed.initialize(request);
          request.setConnectTimeout((int) CONNECT.toMillis());
          request.setReadTimeout((int) silence.toMillis());
          request.getHeaders().setAcceptEncoding("identity");
        };
    String root = settings.endpoint() == null ? GOOGLE : settings.service() + "/";
    return new Storage.Builder(new NetHttpTransport(), GsonFactory.getDefaultInstance(), prepared)
        .setApplicationName("OrchestrateX")
        .setRootUrl(root)
        .setGoogleClientRequestInitializer(request -> request.setDisableGZipContent(true))
        .build();
  }
}
