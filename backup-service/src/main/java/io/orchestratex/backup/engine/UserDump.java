package io.orchestratex.backup.engine;

/**
 * Ability: a dump can hold the accounts and roles of the server, and a restore can bring them back,
 * where {@link Selection#users()} says so. What a file holds of them are objects like all others,
 * read back, drilled and compared, and the file has the attribute {@link DumpedFile#USERS}.
 *
 * <p>A restore adds what is missing and gives the accounts and roles that there are what they had
 * in the backup. The others stay, and so do those with which this installation itself signs in.
 */
public interface UserDump extends SelectiveDump {}
