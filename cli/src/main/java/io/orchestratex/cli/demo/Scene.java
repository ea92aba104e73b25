package io.orchestratex.cli.demo;

/**
 * Where the story plays: the stack of the checkout, or the one of docker compose. Both give the
 * same story; they differ in how one gets behind the system's back.
 */
interface Scene {

  /** Makes sure that the stack runs, and that every verb from now on goes to its gateway. */
  void enter();

  /** The command that signs in, without {@code ox}. */
  String[] login();

  /** How a person would do the damage, as one line. */
  String damageCommand();

  /** Deletes every stored answer in MongoDB, past the services. */
  void damage();

  /** The host under which the services reach this process. */
  String hostSeenByServices();

  /** The interface on which a receiver listens so that the services reach it. */
  String listenHost();
}
