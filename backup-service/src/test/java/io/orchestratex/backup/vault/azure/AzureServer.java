package io.orchestratex.backup.vault.azure;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.orchestratex.backup.vault.ServerProcess;
import java.net.URI;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An Azure Blob server (Azurite, installed by {@code backup-service/azure-server/build}) in a
 * process of its own, started once for all tests of a JVM. It checks signatures and tokens.
 */
public final class AzureServer {

  public static final String ACCOUNT = "oxtests";
  public static final String KEY = "c2VjcmV0LW9mLXRoZS10ZXN0cw==";

  private static final String PROGRAM = "azure-server/node_modules/azurite/dist/src/blob/main.js";
  private static final AtomicInteger CONTAINERS = new AtomicInteger();
  private static @Nullable AzureServer shared;

  private final URI address;
  private final BlobServiceClient client;

  private AzureServer(URI address) {
    this.address = address;
    this.client =
        new BlobServiceClientBuilder()
            .endpoint(endpoint(address).toString())
            .credential(new StorageSharedKeyCredential(ACCOUNT, KEY))
            .httpClient(new JdkHttpClientBuilder().build())
            .buildClient();
  }

  /** Whether it can be had. */
  public static boolean isBuilt() {
    return ServerProcess.isBuilt(PROGRAM);
  }

  /** The one of this JVM; the test is not run where it is not installed. */
  public static synchronized AzureServer shared() {
    if (shared == null) {
      String program = ServerProcess.program(PROGRAM, "azure-server/build").toString();
      shared =
          new AzureServer(
              ServerProcess.start(
                  "Azure Blob server",
                  (port, _) ->
                      List.of(
                          "env",
                          "AZURITE_ACCOUNTS=" + ACCOUNT + ":" + KEY,
                          "node",
                          program,
                          "--blobHost",
                          "127.0.0.1",
                          "--blobPort",
                          String.valueOf(port),
                          "--inMemoryPersistence",
                          "--skipApiVersionCheck",
                          "--disableProductStyleUrl",
                          "--disableTelemetry",
                          "--silent")));
    }
    return shared;
  }

  public URI address() {
    return address;
  }

  /** The account's own address at a server, or at what stands before it. */
  public static URI endpoint(URI address) {
    return URI.create(address + "/" + ACCOUNT);
  }

  /** Makes a container; each call makes another one. */
  public BlobContainerClient container(String name) {
    return client.createBlobContainer(name + "-" + CONTAINERS.incrementAndGet());
  }

  /** A token that lets its owner do in a container what the letters stand for. */
  public String token(BlobContainerClient container, String permissions) {
    return container.generateSas(
        new BlobServiceSasSignatureValues(
            OffsetDateTime.now(ZoneOffset.UTC).plusDays(1),
            BlobContainerSasPermission.parse(permissions)));
  }
}
