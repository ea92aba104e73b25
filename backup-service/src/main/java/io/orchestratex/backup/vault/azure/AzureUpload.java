package io.orchestratex.backup.vault.azure;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import io.orchestratex.backup.vault.AlreadyStoredException;
import io.orchestratex.backup.vault.PartOutput;
import io.orchestratex.backup.vault.StoreAction;
import io.orchestratex.backup.vault.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Blocks that become a blob at the commit, on the condition that there is none of its key. */
final class AzureUpload implements Upload {

  private static final Logger LOG = LoggerFactory.getLogger(AzureUpload.class);
  private static final String NO_BLOCK = "";

  private final AzureVault vault;
  private final String key;
  private final String id;
  private final PartOutput<String> content;
  private volatile boolean sent;
  private boolean committed;
  private boolean aborted;

  private AzureUpload(AzureVault vault, String key, String id) {
    this.vault = vault;
    this.key = key;
    this.id = id;
    this.content = new PartOutput<>(this::send, vault.settings().partBytes());
  }

  static AzureUpload begin(AzureVault vault, String key) throws IOException {
    AzureUpload upload = new AzureUpload(vault, key, UUID.randomUUID().toString());
    vault.asked(
        StoreAction.BEGIN,
        () ->
            vault
                .blob(upload.sign())
                .commitBlockListWithResponse(
                    new BlockBlobCommitBlockListOptions(List.of()),
                    AzureVault.REQUEST,
                    Context.NONE));
    return upload;
  }

  /** The blob that shows that this upload is under way. */
  private String sign() {
    return AzureVault.UPLOADS + key + AzureVault.SEPARATOR + id;
  }

  @Override
  public OutputStream content() {
    return content;
  }

  /** All blocks of a blob need names of one length. */
  private String send(int number, byte[] bytes, int size) throws IOException {
    if (size == 0) {
      return NO_BLOCK;
    }
    sent = true;
    String block =
        Base64.getEncoder()
            .encodeToString("%s-%05d".formatted(id, number).getBytes(StandardCharsets.US_ASCII));
    BlockBlobStageBlockOptions options =
        new BlockBlobStageBlockOptions(
                block, BinaryData.fromByteBuffer(ByteBuffer.wrap(bytes, 0, size)))
            .setContentMd5(PartOutput.md5(bytes, size));
    vault.asked(
        StoreAction.SEND,
        () -> vault.blob(key).stageBlockWithResponse(options, null, Context.NONE));
    return block;
  }

  @Override
  public void commit() throws IOException {
    if (committed) {
      return;
    }
    if (aborted) {
      throw new IOException("the upload of " + key + " was aborted");
    }
    content.close();
    List<String> blocks =
        content.parts().stream().filter(block -> !block.equals(NO_BLOCK)).toList();
    if (vault.look(sign(), AzureVault.REQUEST) == null) {
      throw new IOException("the upload of " + key + " was aborted");
    }
    commit(blocks, true);
    committed = true;
    try {
      vault.remove(StoreAction.ABORT, sign(), null);
    } catch (IOException e) {
      // The file is there; who looks for unfinished uploads finds the sign.
      LOG.atDebug().addKeyValue("key", key).setCause(e).log("the sign of an upload was left");
    }
  }

  private void commit(List<String> blocks, boolean first) throws IOException {
    BlockBlobCommitBlockListOptions options =
        new BlockBlobCommitBlockListOptions(blocks)
            .setHeaders(new BlobHttpHeaders().setContentType("application/octet-stream"))
            .setMetadata(Map.of(AzureVault.UPLOAD, id))
            .setRequestConditions(new BlobRequestConditions().setIfNoneMatch("*"));
    try {
      vault.blob(key).commitBlockListWithResponse(options, null, Context.NONE);
    } catch (RuntimeException e) {
      IOException fault = vault.faults().explained(StoreAction.COMMIT, e);
      if (first && isDropped(fault)) {
        commit(blocks, false);
      } else {
        requireOwn(fault);
      }
    }
  }

  /** A blob that only drops blocks is in the way; it is removed. */
  private boolean isDropped(IOException fault) throws IOException {
    try {
      return vault.removeDropped(key);
    } catch (IOException e) {
      fault.addSuppressed(e);
      throw fault;
    }
  }

  /**
   * A refusal may be that of a second try whose first one took effect: then the blob is ours.
   * Another's stays, whatever the fault was: its commit has dropped our blocks.
   */
  private void requireOwn(IOException fault) throws IOException {
    BlobProperties found;
    try {
      found = vault.look(key, AzureVault.REQUEST);
    } catch (IOException e) {
      fault.addSuppressed(e);
      throw fault;
    }
    if (found == null) {
      throw fault;
    }
    if (!id.equals(found.getMetadata().get(AzureVault.UPLOAD))) {
      throw new AlreadyStoredException(key, fault);
    }
  }

  /**
   * Blocks of another upload of this key that is under way would be dropped with ours; then ours
   * stay until it ends, and nobody commits them.
   */
  @Override
  public void abort() throws IOException {
    if (committed) {
      return;
    }
    content.drop();
    vault.remove(StoreAction.ABORT, sign(), null);
    if (sent && vault.signs(key + AzureVault.SEPARATOR).isEmpty()) {
      vault.drop(key);
    }
    aborted = true;
  }
}
