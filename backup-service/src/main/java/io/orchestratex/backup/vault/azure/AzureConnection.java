package io.orchestratex.backup.vault.azure;

import com.azure.core.credential.AzureSasCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.orchestratex.kit.settings.Secret;
import java.time.Duration;

/** Makes the client of a vault. */
final class AzureConnection {

  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private AzureConnection() {}

  static BlobContainerClient open(AzureVaultSettings settings) {
    HttpClient http =
        new JdkHttpClientBuilder()
            .connectionTimeout(CONNECT)
            .responseTimeout(settings.timeout())
            .readTimeout(settings.timeout())
            .build();
    BlobContainerClientBuilder client =
        new BlobContainerClientBuilder()
            .endpoint(settings.endpoint().toString())
            .containerName(settings.container())
            .httpClient(http)
            .retryOptions(
                new RequestRetryOptions(
                    RetryPolicyType.EXPONENTIAL,
                    settings.attempts(),
                    settings.timeout(),
                    PAUSE,
                    LONGEST_PAUSE,
                    null));
    Secret key = settings.accountKey();
    Secret token = settings.sasToken();
    if (key != null) {
      client.credential(new StorageSharedKeyCredential(settings.account(), key.reveal()));
    } else if (token != null) {
      client.credential(new AzureSasCredential(token.reveal()));
    }
    return client.buildClient();
  }
}
