"""What comes back: bounces, complaints and answers, translated at the door into one vocabulary."""
