/**
 * The kernel's calls that sessions are made of, bound with the Foreign Function and Memory API: terminals, spawning,
 * process handles, polling, descriptor passing. Linux with glibc 2.34 or newer on x86-64 and arm64. Public for the
 * other session packages, not for users.
 */
@NullMarked
package dev.perdure.session.linux;

import org.jspecify.annotations.NullMarked;
