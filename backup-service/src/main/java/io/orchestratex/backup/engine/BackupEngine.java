package io.orchestratex.backup.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;

/**
 * A kind of database server. Implementations are stateless and thread safe; each call opens and
 * closes its own connections. What goes wrong at the server arrives as {@link EngineException};
 * every long loop calls {@link ProgressMonitor#checkpoint()}.
 *
 * <p>A restore never writes to what is live: it loads beside, is compared, and changes places by
 * renames that can be repeated and undone.
 */
public interface BackupEngine {

  /** What the engine is called in targets and manifests. */
  String name();

  /** Where a connection string leads, without account and password: {@code host:port}. */
  String address(EngineAccess access);

  /** Asks the server about itself. */
  ServerFacts describe(EngineAccess access);

  /** Writes everything, as of one moment per database at most. */
  Dump dump(EngineAccess access, DumpTarget target, ProgressMonitor monitor) throws IOException;

  /**
   * Reads a file that {@link #dump} wrote to its end and says what is in it, without a server.
   *
   * @throws IOException when it is no whole and well-formed dump
   */
  List<ObjectFact> read(InputStream file, ProgressMonitor monitor) throws IOException;

  /** Says what a restore would do to each object, and changes nothing. */
  List<PlannedObject> plan(RestoreScope scope);

  /**
   * Loads beside, where nothing is yet. Rules that delete records by their age are held back.
   *
   * @return those rules, for {@link #enforce} once what was loaded is live
   */
  List<Expiry> load(RestoreScope scope, DumpSource source, ProgressMonitor monitor)
      throws IOException;

  /** Reads back what was loaded beside. */
  List<ObjectFact> measure(RestoreScope scope, ProgressMonitor monitor);

  /** What must change places, in order. Asked once, after {@link #load}. */
  List<SwapStep> swaps(RestoreScope scope);

  /**
   * Puts the loaded thing in place; does nothing when that was done before. Like every call from
   * here on it ends within three minutes, well or not: the job is locked meanwhile.
   */
  void swap(RestoreScope scope, SwapStep step);

  /** Puts the old thing back; does nothing when {@link #swap} was not begun. */
  void unswap(RestoreScope scope, SwapStep step);

  /** Whether the live thing is the one that was loaded and compared. */
  boolean inPlace(RestoreScope scope, SwapStep step);

  /**
   * Puts a rule in force on what is live now; does nothing when that was done before, or when the
   * object is gone.
   */
  void enforce(RestoreScope scope, Expiry rule);

  /** Every temporary thing of the restore that there is, of any attempt. */
  List<String> leftovers(RestoreScope scope);

  /** Ids of the restores of which there is anything temporary. */
  Set<String> restoresWithLeftovers(EngineAccess access);

  /** Removes one of {@link #leftovers}; does nothing when it is gone. */
  void remove(RestoreScope scope, String leftover);
}
