package io.orchestratex.backup.repository;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The list of chunks that make up a file, in their order. Before it is compressed and encrypted it
 * is a row of records: {@code 1}, a length (1 byte) and the name of the pack that the following
 * chunks are in; {@code 2}, the id of a chunk (32 bytes) and its plain length (4 bytes). The pack
 * is where the chunk was; it may have moved since.
 */
final class ChunkList {

  private static final int PACK = 1;
  private static final int CHUNK = 2;

  private ChunkList() {}

  /** A chunk of a file. */
  record Item(ChunkId id, int plainBytes, String pack) {}

  /** Writes a list. */
  static final class Writer implements AutoCloseable {
    private final DataOutputStream out;
    private String pack = "";

    Writer(OutputStream out) {
      this.out = new DataOutputStream(out);
    }

    void add(ChunkId id, int plainBytes, String in) throws IOException {
      if (!in.equals(pack)) {
        out.writeByte(PACK);
        out.writeByte(in.length());
        out.write(in.getBytes(US_ASCII));
        pack = in;
      }
      ByteBuffer record = ByteBuffer.allocate(1 + ChunkId.BYTES + Integer.BYTES);
      record.put((byte) CHUNK);
      id.to(record);
      out.write(record.putInt(plainBytes).array());
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** Reads a list. */
  static final class Reader {
    private final DataInputStream in;
    private String pack = "";

    Reader(InputStream in) {
      this.in = new DataInputStream(in);
    }

    /** The next chunk; null at the end. */
    @Nullable Item next() throws IOException {
      for (int kind = in.read(); kind >= 0; kind = in.read()) {
        if (kind == CHUNK) {
          byte[] id = in.readNBytes(ChunkId.BYTES);
          int plain = in.readInt();
          return new Item(ChunkId.of(id), plain, pack);
        }
        if (kind != PACK) {
          throw new IOException("a list of chunks holds a record of the unknown kind " + kind);
        }
        byte[] name = new byte[in.readUnsignedByte()];
        in.readFully(name);
        pack = new String(name, US_ASCII);
      }
      return null;
    }
  }
}
