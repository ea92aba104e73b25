package io.orchestratex.local.part;

import io.orchestratex.local.stack.Ports;
import io.orchestratex.local.stack.Secrets;
import io.orchestratex.local.stack.StackFolder;

/**
 * What a part of a stack is made with.
 *
 * @param claims what the services need of the engines
 */
public record StackContext(StackFolder folder, Ports ports, Secrets secrets, Claims claims) {}
