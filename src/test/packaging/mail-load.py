"""Four clients that deliver mail to 127.0.0.1:25 until standard input ends; each second session uses STARTTLS.

Prints "accepted ID" for each mail with a 250, "again REASON" for each session that a mail server would retry (refused, 421, cut
before the mail data was answered), "failed REASON" for each permanent error. The mail has the field X-Load: ID.
"""
import smtplib
import ssl
import sys
import threading

context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
end = threading.Event()
write = threading.Lock()


def say(word, text):
    with write:
        print(word, " ".join(str(text).split()), flush=True)


def deliver(mail, tls):
    with smtplib.SMTP("127.0.0.1", 25, local_hostname="client.example.test", timeout=60) as session:
        if tls:
            session.starttls(context=context)
        session.sendmail("load@example.test", ["anna@example.test"], f"X-Load: {mail}\r\n\r\nhello\r\n")


def client(number):
    count = 0
    while not end.is_set():
        count += 1
        mail = f"{number}-{count}"
        try:
            deliver(mail, count % 2)
            say("accepted", mail)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
            code = getattr(error, "smtp_code", None) or list(error.recipients.values())[0][0]
            say("again" if 400 <= code < 500 or code == -1 else "failed", repr(error))
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            say("again", repr(error))
        end.wait(0.05)


clients = [threading.Thread(target=client, args=(number,)) for number in range(4)]
for thread in clients:
    thread.start()
sys.stdin.read()
end.set()
for thread in clients:
    thread.join()
