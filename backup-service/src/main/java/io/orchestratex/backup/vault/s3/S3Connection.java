package io.orchestratex.backup.vault.s3;

import io.orchestratex.backup.vault.s3.S3VaultSettings.Account;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes the client of a vault. */
final class S3Connection {

  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private S3Connection() {}

  static S3Client open(S3VaultSettings settings) {
    BackoffStrategy pauses = BackoffStrategy.exponentialDelay(PAUSE, LONGEST_PAUSE);
    S3ClientBuilder client =
        S3Client.builder()
            .region(Region.of(settings.region()))
            .credentialsProvider(credentials(settings.account()))
            .forcePathStyle(settings.pathStyle())
            // Many stores know none of the newer checksums; parts carry their MD5, which all know.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .connectionTimeout(CONNECT)
                    .socketTimeout(settings.timeout())
                    .expectContinueEnabled(false)
                    .maxConnections(64))
            .overrideConfiguration(request ->
                request.retryStrategy(
                    AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(settings.attempts())
                        .retryOnException(S3Connection::isCut)
                        .backoffStrategy(pauses)
                        .throttlingBackoffStrategy(pauses)
                        .circuitBreakerEnabled(false) // Else a storm ends all retries of the vault.
                        .build()));
    URI endpoint = settings.endpoint();
    if (endpoint != null) {
      client.endpointOverride(endpoint);
    }
    return client.build();
  }

  /** Whether the way to the store broke; the SDK takes an answer that is cut for a wrong one. */
  private static boolean isCut(Throwable fault) {
    for (Throwable each = fault; each != null; each = each.getCause()) {
      if (each instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  private static AwsCredentialsProvider credentials(@Nullable Account account) {
    return account == null
        ? DefaultCredentialsProvider.builder().build()
        : StaticCredentialsProvider.create(
            AwsBasicCredentials.create(account.accessKey(), account.secretKey().reveal()));
  }
}
