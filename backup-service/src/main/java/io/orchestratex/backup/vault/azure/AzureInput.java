package io.orchestratex.backup.vault.azure;

import io.orchestratex.backup.vault.StoreAction;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads a blob; its faults are explained. The client goes on by itself where it breaks off. */
final class AzureInput extends FilterInputStream {

  private final AzureFaults faults;

  AzureInput(InputStream content, AzureFaults faults) {
    super(content);
    this.faults = faults;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return super.read(buffer, offset, length);
    } catch (IOException | RuntimeException e) {
      throw faults.explained(StoreAction.READ, e);
    }
  }
}
