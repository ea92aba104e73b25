package io.orchestratex.backup.vault.s3;

import io.orchestratex.backup.vault.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An S3 server (versitygw, built by {@code backup-service/s3-server/build}) in a process of its
 * own, started once for all tests of a JVM. It checks signatures, accounts and bucket policies, and
 * keeps versions and locks.
 */
public final class S3Server {

  public static final String ACCESS_KEY = "tests";
  public static final String SECRET_KEY = "secret-of-the-tests";

  private static final AtomicInteger BUCKETS = new AtomicInteger();
  private static @Nullable S3Server shared;

  private final String program;
  private final URI address;
  private final S3Client client;

  private S3Server(String program, URI address) {
    this.program = program;
    this.address = address;
    this.client =
        S3Client.builder()
            .endpointOverride(address)
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
            .httpClientBuilder(Apache5HttpClient.builder().expectContinueEnabled(false))
            .build();
  }

  /** The one of this JVM; the test is not run where it is not built. */
  public static synchronized S3Server shared() {
    if (shared == null) {
      String program = ServerProcess.program("s3-server/versitygw", "s3-server/build").toString();
      shared =
          new S3Server(
              program,
              ServerProcess.start("S3 server", (port, folder) -> command(program, port, folder)));
    }
    return shared;
  }

  private static List<String> command(String program, int port, Path folder) throws IOException {
    return List.of(
        program,
        "--access=" + ACCESS_KEY,
        "--secret=" + SECRET_KEY,
        "--port=127.0.0.1:" + port,
        "--quiet",
        "--iam-dir=" + Files.createDirectory(folder.resolve("accounts")),
        "posix",
        "--versioning-dir=" + Files.createDirectory(folder.resolve("versions")),
        Files.createDirectory(folder.resolve("buckets")).toString());
  }

  public URI address() {
    return address;
  }

  /** A client that may do everything. */
  public S3Client client() {
    return client;
  }

  /** Makes a bucket; each call makes another one. */
  public String bucket(String name) {
    String bucket = name + "-" + BUCKETS.incrementAndGet();
    client.createBucket(request -> request.bucket(bucket));
    return bucket;
  }

  /** Makes a bucket that keeps versions and takes locks. */
  public String lockedBucket(String name) {
    String bucket = name + "-" + BUCKETS.incrementAndGet();
    client.createBucket(request -> request.bucket(bucket).objectLockEnabledForBucket(true));
    return bucket;
  }

  /** Makes an account that may do in a bucket what is named, and nothing else. */
  public void account(String name, String secret, String bucket, String... actions) {
    admin("create-user", "--access=" + name, "--secret=" + secret, "--role=user");
    grant(name, bucket, actions);
  }

  /** Lets an account do in a bucket what is named, and nothing else. */
  public void grant(String name, String bucket, String... actions) {
    String policy =
        """
        {"Version": "2012-10-17", "Statement": [{
          "Effect": "Allow", "Principal": {"AWS": ["%s"]}, "Action": ["%s"],
          "Resource": ["arn:aws:s3:::%s", "arn:aws:s3:::%s/*"]}]}
        """
            .formatted(name, String.join("\", \"", actions), bucket, bucket);
    client.putBucketPolicy(request -> request.bucket(bucket).policy(policy));
  }

  private void admin(String... arguments) {
    try {
      List<String> command =
          new ArrayList<>(
              List.of(
                  program,
                  "admin",
                  "--access=" + ACCESS_KEY,
                  "--secret=" + SECRET_KEY,
                  "--endpoint-url=" + address()));
      command.addAll(List.of(arguments));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
